#include "platform/remote/remote.hpp"

#include "platform/http/hop_by_hop.hpp"
#include "platform/http/text.hpp"
#include "platform/remote/service_tokens.hpp"

#include <stdexcept>

namespace boxoffice::remote {

namespace {

using http::NoAnswer;
using http::Response;
using Reason = NoAnswer::Reason;

constexpr std::chrono::seconds ping_timeout{2};

std::uint64_t mixed(std::uint64_t bits) {
    bits = (bits ^ (bits >> 33)) * 0xFF51AFD7ED558CCDULL;
    bits = (bits ^ (bits >> 33)) * 0xC4CEB9FE1A85EC53ULL;
    return bits ^ (bits >> 33);
}

/// The same in every process, so that all callers choose alike (FNV-1a, and a finalizer that spreads it).
std::uint64_t hash(std::string_view text) {
    std::uint64_t bits = 0xCBF29CE484222325ULL;
    for (const auto character : text) bits = (bits ^ static_cast<std::uint8_t>(character)) * 0x100000001B3ULL;
    return mixed(bits);
}

bool is_empty(const Trace& trace) { return trace.trace_id == decltype(trace.trace_id){}; }

/// Whether it says that something is wrong with the other side, and not with this one.
bool is_fault_of_theirs(const NoAnswer& fault, bool silence_is_a_fault) {
    switch (fault.reason) {
        case Reason::not_connected:
        case Reason::broken:
        case Reason::malformed: return true;
        case Reason::timed_out: return silence_is_a_fault;
        case Reason::overloaded:
        case Reason::too_large:
        case Reason::stopping: return false;
    }
    return false;
}

http::Request request_of(Call call) {
    http::Request request;
    request.method = call.method;
    request.target = std::move(call.target);
    request.headers = std::move(call.headers);
    request.body = std::move(call.body);
    if (!request.body.empty() && request.header("Content-Type").empty())
        request.headers.emplace_back("Content-Type", "application/json");
    if (!is_empty(call.trace)) request.headers.emplace_back("traceparent", call.trace.traceparent());
    return request;
}

}  // namespace

std::vector<http::Origin> parse_instances(std::string_view addresses) {
    std::vector<http::Origin> instances;
    while (!addresses.empty()) {
        const auto end = std::min(addresses.find(','), addresses.size());
        const auto address = http::trimmed(addresses.substr(0, end));
        const auto origin = http::Origin::parse(address);
        if (!origin) throw std::invalid_argument(fmt::format("\"{}\" is not like http://host:port", address));
        instances.push_back(*origin);
        addresses.remove_prefix(std::min(end + 1, addresses.size()));
    }
    if (instances.empty()) throw std::invalid_argument("no address");
    return instances;
}

struct Remote::Instance {
    Instance(Remote& remote, http::Origin at)
        : origin(std::move(at)),
          hashed(hash(origin.text())),
          circuit_open(remote.parts_.metrics.gauge("boxoffice_neighbour_circuit_open",
                                                   "1 while calls to an instance of a neighbour are not let through",
                                                   {{"neighbour", remote.name()}, {"instance", origin.text()}})),
          breaker(remote.parts_.clock, remote.parts_.random, remote.options_.breaker,
                  [this, &remote](Breaker::State state) { remote.tell(*this, state); }) {}

    http::Origin origin;
    std::uint64_t hashed;
    Gauge& circuit_open;
    std::string last_fault;
    bool told_away = false;
    Breaker breaker;
};

Remote::Remote(Parts parts, Options options)
    : parts_(std::move(parts)),
      options_(std::move(options)),
      answered_(parts_.metrics.counter("boxoffice_neighbour_calls_total", "Calls to neighbours, by what became of them",
                                       {{"neighbour", options_.name}, {"outcome", "answered"}})),
      unanswered_(parts_.metrics.counter("boxoffice_neighbour_calls_total",
                                         "Calls to neighbours, by what became of them",
                                         {{"neighbour", options_.name}, {"outcome", "unanswered"}})),
      refused_(parts_.metrics.counter("boxoffice_neighbour_calls_total", "Calls to neighbours, by what became of them",
                                      {{"neighbour", options_.name}, {"outcome", "circuit_open"}})),
      seconds_(parts_.metrics.histogram("boxoffice_neighbour_call_seconds", "Time to a neighbour's answer",
                                        {{"neighbour", options_.name}})) {
    if (options_.instances.empty()) throw std::invalid_argument("no instance of " + options_.name);
    for (const auto& origin : options_.instances) instances_.push_back(std::make_unique<Instance>(*this, origin));
}

Remote::~Remote() = default;

Task<Response> Remote::call(Call call) {
    const http::SendOptions how{.timeout = call.timeout.value_or(options_.timeout), .repeatable = call.repeatable};
    auto affinity = std::move(call.affinity);
    std::string token;
    if (call.as_service && tokens_ != nullptr) token = co_await tokens_->token();
    auto request = request_of(std::move(call));
    if (!token.empty()) request.headers.emplace_back("Authorization", "Bearer " + token);
    auto response = co_await send(std::move(request), std::move(affinity), how);
    if (response.status == 401 && !token.empty()) tokens_->refused(token);
    co_return response;
}

Task<Response> Remote::pass_on(http::Request request, std::string affinity, std::chrono::milliseconds timeout) {
    http::remove_hop_by_hop(request.headers);
    std::erase_if(request.headers, [](const auto& header) { return http::equal_without_case(header.first, "host"); });
    co_return co_await send(std::move(request), std::move(affinity), {.timeout = timeout, .streams = true});
}

Task<> Remote::ping() {
    const auto response = co_await call({.target = "/healthz", .timeout = ping_timeout, .as_service = false});
    if (response.status != 200)
        throw Unavailable(fmt::format("{} answers {}", options_.name, std::to_string(response.status)));
}

Task<Response> Remote::send(http::Request request, std::string affinity, http::SendOptions how) {
    const auto begun = std::chrono::steady_clock::now();
    std::string why;
    for (auto* instance : in_order(affinity)) {
        auto response = co_await try_instance(*instance, request, how, why);
        if (!response) continue;
        answered_.increment();
        seconds_.observe(std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count());
        co_return std::move(*response);
    }
    (why.empty() ? refused_ : unanswered_).increment();
    if (why.empty()) why = "it did not answer lately: " + instances_.front()->last_fault;
    throw Unavailable(fmt::format("the {} service cannot be reached: {}", options_.name, why));
}

// Nothing when the next instance may be asked: this one was not sent anything.
Task<std::optional<Response>> Remote::try_instance(Instance& instance, const http::Request& request,
                                                   http::SendOptions how, std::string& why) {
    auto permit = instance.breaker.ask();
    if (!permit) co_return std::nullopt;
    std::optional<NoAnswer> fault;
    try {
        auto response = co_await parts_.client.send(instance.origin, request, how);
        permit->succeeded();
        co_return response;
    } catch (const NoAnswer& failed) {
        fault = failed;
    }
    why = instance.last_fault = fault->what();
    if (is_fault_of_theirs(*fault, options_.silence_is_a_fault)) permit->failed();
    if (fault->reason == Reason::not_connected) co_return std::nullopt;
    unanswered_.increment();
    throw NoAnswer(*fault);
}

std::vector<Remote::Instance*> Remote::in_order(std::string_view affinity) {
    std::vector<Instance*> order;
    order.reserve(instances_.size());
    for (const auto& instance : instances_) order.push_back(instance.get());
    if (order.size() == 1) return order;
    if (affinity.empty()) {
        std::ranges::rotate(order, order.begin() + static_cast<std::ptrdiff_t>(turn_++ % order.size()));
        return order;
    }
    const auto key = hash(affinity);
    std::ranges::sort(order, std::greater(), [key](const Instance* one) { return mixed(one->hashed ^ key); });
    return order;
}

void Remote::tell(Instance& instance, Breaker::State state) {
    instance.circuit_open.set(state == Breaker::State::closed ? 0 : 1);
    if (state == Breaker::State::open && !std::exchange(instance.told_away, true))
        parts_.log.warning(
            "a neighbour does not answer; calls to it are refused until it does",
            {{"neighbour", options_.name}, {"instance", instance.origin.text()}, {"reason", instance.last_fault}});
    if (state == Breaker::State::closed && std::exchange(instance.told_away, false))
        parts_.log.info("a neighbour answers again",
                        {{"neighbour", options_.name}, {"instance", instance.origin.text()}});
}

}  // namespace boxoffice::remote

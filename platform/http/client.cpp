#include "platform/http/client.hpp"

#include "platform/http/connection_pool.hpp"

#include <boost/url/parse.hpp>

#include <map>

namespace boxoffice::http {

namespace {

using Lease = ConnectionPool::Lease;

bool holds_control_characters(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
    if (holds_control_characters(name) || holds_control_characters(value)) return;
    out += "\r\n";
    out += name;
    out += ": ";
    out += value;
}

/// The whole request as it goes over the wire.
std::string written(const Origin& origin, const Request& request) {
    if (request.target.empty() || request.target.contains(' ') || holds_control_characters(request.target))
        throw std::invalid_argument("not a target of a request: " + request.target);
    std::string out;
    out.reserve(512 + request.body.size());
    out += method_name(request.method);
    out += ' ';
    out += request.target;
    out += " HTTP/1.1";
    append_header(out, "Host", origin.text().substr(std::string_view("http://").size()));
    for (const auto& [name, value] : request.headers) append_header(out, name, value);
    const bool may_have_body = request.method != Method::get && request.method != Method::head;
    if (!request.body.empty() || may_have_body)
        append_header(out, "Content-Length", std::to_string(request.body.size()));
    out += "\r\n\r\n";
    out += request.body;
    return out;
}

bool is_repeatable(const Request& request) {
    const bool creates = request.method == Method::post || request.method == Method::patch;
    return !creates || !request.header("Idempotency-Key").empty();
}

/// A connection whose answer streams, and its place among the streams.
struct OpenStream {
    OpenStream(std::shared_ptr<ClientParts> given_parts, Lease lease)
        : parts(std::move(given_parts)), connection(lease.release()) {
        ++parts->streams;
    }
    OpenStream(const OpenStream&) = delete;
    OpenStream& operator=(const OpenStream&) = delete;
    ~OpenStream() {
        connection->close();
        --parts->streams;
    }

    std::shared_ptr<ClientParts> parts;
    std::shared_ptr<ClientConnection> connection;
};

}  // namespace

std::optional<Origin> Origin::parse(std::string_view address) {
    const auto url = boost::urls::parse_uri(address);
    if (!url || url->scheme() != "http" || url->host().empty() || url->has_userinfo() || url->has_query() ||
        url->has_fragment() || (url->encoded_path() != "" && url->encoded_path() != "/"))
        return std::nullopt;
    const auto port = url->has_port() ? url->port_number() : std::uint16_t{80};
    if (port == 0 || (url->has_port() && std::to_string(port) != url->port())) return std::nullopt;
    return Origin{.host = url->host_address(), .port = port};
}

std::string Origin::text() const {
    return fmt::format(fmt::runtime(host.contains(':') ? "http://[{}]:{}" : "http://{}:{}"), host, port);
}

struct Client::State {
    State(Loop& loop, Timeouts& timeouts, ClientLimits limits)
        : parts(std::make_shared<ClientParts>(ClientParts{loop, timeouts, limits})) {}

    ConnectionPool& pool(const Origin& origin) {
        auto& found = pools[origin];
        if (!found) found = std::make_shared<ConnectionPool>(parts, origin);
        return *found;
    }

    /// Sends over one connection; nothing where the server had closed it and the request may go once more.
    Task<std::optional<Response>> try_once(Lease lease, const std::string& bytes, bool to_head, SendOptions options,
                                           bool repeatable, SteadyTime deadline) {
        std::optional<NoAnswer> fault;
        try {
            co_await lease->exchange(bytes, to_head, options.streams, deadline);
        } catch (const NoAnswer& failed) {
            fault = failed;
        }
        if (!fault) co_return answer_of(std::move(lease));
        const bool was_stale = !lease.is_fresh && fault->reason == NoAnswer::Reason::broken && !lease->has_received();
        if (was_stale && (repeatable || !lease->has_sent())) co_return std::nullopt;
        throw NoAnswer(*fault);
    }

    Response answer_of(Lease lease) {
        auto response = lease->take_answer();
        if (!lease->is_streaming()) return response;
        if (parts->streams >= parts->limits.streams_max)
            throw NoAnswer(NoAnswer::Reason::overloaded, "too many streams are open");
        const auto open = std::make_shared<OpenStream>(parts, std::move(lease));
        response.stream = [open](Stream& to) { return open->connection->pass_on(to); };
        return response;
    }

    std::shared_ptr<ClientParts> parts;
    std::map<Origin, std::shared_ptr<ConnectionPool>> pools;
};

Client::Client(Loop& loop, Timeouts& timeouts, ClientLimits limits)
    : state_(std::make_shared<State>(loop, timeouts, limits)) {}
Client::~Client() = default;

Task<Response> Client::send(Origin origin, Request request, SendOptions options) {
    const auto state = state_;
    const auto deadline = std::chrono::steady_clock::now() + options.timeout;
    const auto bytes = written(origin, request);
    const bool repeatable = options.repeatable.value_or(is_repeatable(request));
    const bool to_head = request.method == Method::head;
    auto& pool = state->pool(origin);
    auto response =
        co_await state->try_once(co_await pool.acquire(deadline, false), bytes, to_head, options, repeatable, deadline);
    if (!response)
        response = co_await state->try_once(co_await pool.acquire(deadline, true), bytes, to_head, options, repeatable,
                                            deadline);
    co_return std::move(*response);
}

void Client::close() {
    state_->parts->closed = true;
    for (const auto& [origin, pool] : state_->pools) pool->close();
}

std::size_t Client::connections(const Origin& origin) const {
    const auto found = state_->pools.find(origin);
    return found == state_->pools.end() ? 0 : found->second->open();
}

}  // namespace boxoffice::http

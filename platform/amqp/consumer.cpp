#include "platform/amqp/consumer.hpp"

#include "platform/amqp/connection.hpp"
#include "platform/amqp/reconnect.hpp"
#include "platform/amqp/settlements.hpp"
#include "platform/async/thread_name.hpp"
#include "platform/async/timeouts.hpp"
#include "platform/problem/unavailable.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <deque>
#include <list>
#include <mutex>
#include <thread>

namespace boxoffice::amqp {

namespace {

using namespace std::chrono_literals;
using Timer = boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                                boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;

constexpr auto ping_limit = 2'000ms;
constexpr auto idle_limit = 1'000ms;  // at least as often heartbeats are looked after

// A tag outside names the connection too, so that an old one settles nothing on a new connection.
constexpr int tag_bits = 40;
DeliveryTag outside(std::int64_t connection, DeliveryTag tag) { return connection << tag_bits | tag; }
std::int64_t connection_of(DeliveryTag tag) { return tag >> tag_bits; }
DeliveryTag inside(DeliveryTag tag) { return tag & ((DeliveryTag{1} << tag_bits) - 1); }

}  // namespace

struct Consumer::State : std::enable_shared_from_this<State> {
    State(Loop& given_loop, Address given_address, Topology given_topology, Log given_log, Options given_options)
        : loop(given_loop),
          address(std::move(given_address)),
          topology(std::move(given_topology)),
          log(std::move(given_log)),
          options(std::move(given_options)),
          fresh(loop, std::chrono::steady_clock::time_point::max()),
          timeouts(loop) {}

    // On the loop's thread.
    void arrive(std::vector<Delivery> deliveries);
    void forget();
    void settle(const std::vector<DeliveryTag>& tags, Verdict verdict);
    void begin_ping(Resume<bool> resume);
    void answer_pings(const std::string& fault);

    // On the thread.
    void run();
    void serve(Connection& connection);
    void widen(Connection& connection, const Delivery& last, std::uint16_t& prefetch) const;
    std::vector<Delivery> fetch(Connection& connection, Unsettled& unsettled);
    void settle_on(Connection& connection, Unsettled& unsettled);
    void answer_ping_on(Connection& connection);
    void stay_away(const std::string& why, std::chrono::milliseconds gap);
    bool is_stopping();
    void post_pings(const std::string& fault);

    struct Ping {
        Resume<bool> resume;
        Timeouts::Handle timeout;
        boost::asio::executor_work_guard<Executor> keeps_loop;
    };

    Loop& loop;
    const Address address;
    const Topology topology;
    const Log log;
    const Options options;

    std::deque<Delivery> arrived;
    Timer fresh;
    Timeouts timeouts;
    std::list<Ping> pings;

    std::int64_t connection_number = 0;  ///< the thread's own

    std::mutex mutex;  ///< guards what follows, up to `wake`
    std::vector<Settlement> settlements;
    bool pinged = false;
    bool stopping = false;
    std::string away;  ///< why the last attempt to connect failed; empty: connected, or not known yet

    Wake wake;
    std::jthread thread;
};

void Consumer::State::arrive(std::vector<Delivery> deliveries) {
    arrived.insert(arrived.end(), std::make_move_iterator(deliveries.begin()),
                   std::make_move_iterator(deliveries.end()));
    fresh.cancel();
}

// The connection they came on is lost: they come again.
void Consumer::State::forget() { arrived.clear(); }

void Consumer::State::settle(const std::vector<DeliveryTag>& tags, Verdict verdict) {
    {
        const std::lock_guard lock(mutex);
        for (const auto tag : tags) settlements.push_back({.tag = tag, .verdict = verdict});
    }
    wake.ring();
}

void Consumer::State::begin_ping(Resume<bool> resume) {
    pings.push_front({std::move(resume), {}, boost::asio::make_work_guard(loop)});
    pings.front().timeout = timeouts.after(ping_limit, [this, ping = pings.begin()] {
        auto late = std::move(ping->resume);
        pings.erase(ping);
        late(std::unexpected(std::make_exception_ptr(Unavailable("RabbitMQ does not answer in time"))));
    });
    {
        const std::lock_guard lock(mutex);
        pinged = true;
    }
    wake.ring();
}

void Consumer::State::answer_pings(const std::string& fault) {
    for (auto& ping : std::exchange(pings, {})) {
        timeouts.cancel(ping.timeout);
        ping.resume(fault.empty() ? Outcome<bool>(true)
                                  : Outcome<bool>(std::unexpected(std::make_exception_ptr(Unavailable(fault)))));
    }
}

void Consumer::State::run() {
    ReconnectGaps gaps;
    while (!is_stopping()) {
        std::string why;
        try {
            ++connection_number;
            Connection connection(address, {.name = options.name, .body_max = options.body_max});
            connection.declare(topology);
            connection.consume(topology.queue, 1);
            gaps.reset();
            log.info("connected to RabbitMQ", {{"address", address.text()}, {"name", options.name}});
            serve(connection);
        } catch (const std::exception& fault) {
            why = fault.what();
        }
        boost::asio::post(loop, [self = shared_from_this()] { self->forget(); });
        if (!why.empty()) stay_away(why, gaps.next());
    }
    post_pings("stopping");
}

void Consumer::State::serve(Connection& connection) {
    {
        const std::lock_guard lock(mutex);
        away.clear();
    }
    Unsettled unsettled;
    std::uint16_t prefetch = 1;
    while (!is_stopping()) {
        auto deliveries = fetch(connection, unsettled);
        if (!deliveries.empty()) widen(connection, deliveries.back(), prefetch);
        const bool idle = deliveries.empty();
        if (!idle)
            boost::asio::post(loop, [self = shared_from_this(), deliveries = std::move(deliveries)]() mutable {
                self->arrive(std::move(deliveries));
            });
        settle_on(connection, unsettled);
        answer_ping_on(connection);
        if (idle) connection.wait(wake, idle_limit);
    }
    settle_on(connection, unsettled);
}

// What came back stands before what is new: the last one tells whether suspects are still to come.
void Consumer::State::widen(Connection& connection, const Delivery& last, std::uint16_t& prefetch) const {
    const auto& suspicion = options.suspicion;
    if (suspicion.last_chance(last)) return;
    const auto wanted =
        suspicion.suspect(last) ? static_cast<std::uint16_t>(suspicion.suspects_at_once) : options.prefetch;
    if (wanted <= prefetch) return;
    connection.consume(topology.queue, wanted);
    prefetch = wanted;
}

std::vector<Delivery> Consumer::State::fetch(Connection& connection, Unsettled& unsettled) {
    std::vector<Delivery> deliveries;
    while (deliveries.size() < options.prefetch) {
        auto happening = connection.next(0ms);
        if (!happening) break;
        auto* delivery = std::get_if<Delivery>(&*happening);
        if (delivery == nullptr) continue;
        unsettled.add(delivery->tag);
        delivery->tag = outside(connection_number, delivery->tag);
        deliveries.push_back(std::move(*delivery));
    }
    return deliveries;
}

void Consumer::State::settle_on(Connection& connection, Unsettled& unsettled) {
    std::vector<Settlement> taken;
    {
        const std::lock_guard lock(mutex);
        taken.swap(settlements);
    }
    std::erase_if(taken, [this](const Settlement& one) { return connection_of(one.tag) != connection_number; });
    for (auto& settlement : taken) settlement.tag = inside(settlement.tag);
    unsettled.settle(connection, taken);
}

void Consumer::State::answer_ping_on(Connection& connection) {
    {
        const std::lock_guard lock(mutex);
        if (!std::exchange(pinged, false)) return;
    }
    connection.ping();
    post_pings("");
}

void Consumer::State::stay_away(const std::string& why, std::chrono::milliseconds gap) {
    {
        const std::lock_guard lock(mutex);
        away = why;
    }
    log.warning("waiting for RabbitMQ",
                {{"address", address.text()}, {"name", options.name}, {"error", why}, {"retry_ms", gap.count()}});
    post_pings(why);
    const auto until = std::chrono::steady_clock::now() + gap;
    for (auto left = gap; left > 0ms && !is_stopping();
         left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()))
        wake.wait(-1, left);
}

bool Consumer::State::is_stopping() {
    const std::lock_guard lock(mutex);
    return stopping;
}

void Consumer::State::post_pings(const std::string& fault) {
    boost::asio::post(loop, [self = shared_from_this(), fault] { self->answer_pings(fault); });
}

Consumer::Consumer(Loop& loop, Address address, Topology topology, Log log, Options options)
    : state_(
          std::make_shared<State>(loop, std::move(address), std::move(topology), std::move(log), std::move(options))) {
    state_->thread = std::jthread([&state = *state_] {
        name_this_thread("consumer");
        state.run();
    });
}

Consumer::~Consumer() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->stopping = true;
    }
    state_->wake.ring();
    state_->thread.join();
}

Task<std::vector<Delivery>> Consumer::receive(std::size_t most) {
    const auto state = state_;
    while (state->arrived.empty()) {
        boost::system::error_code ended;
        co_await state->fresh.async_wait(boost::asio::redirect_error(use_task, ended));
        const auto cancellation = co_await boost::asio::this_coro::cancellation_state;
        if (cancellation.cancelled() != boost::asio::cancellation_type::none)
            throw boost::system::system_error(boost::asio::error::operation_aborted);
    }
    co_return state->options.suspicion.take_next(state->arrived, most);
}

void Consumer::acknowledge(const std::vector<DeliveryTag>& tags) { state_->settle(tags, Verdict::done); }
void Consumer::give_back(const std::vector<DeliveryTag>& tags) { state_->settle(tags, Verdict::again); }

Task<> Consumer::ping() {
    {
        const std::lock_guard lock(state_->mutex);
        if (!state_->away.empty()) throw Unavailable(state_->away);
    }
    co_await suspended<bool>([this](Resume<bool> resume) { state_->begin_ping(std::move(resume)); });
}

}  // namespace boxoffice::amqp

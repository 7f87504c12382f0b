#include "platform/amqp/publisher.hpp"

#include "platform/amqp/confirmations.hpp"
#include "platform/amqp/connection.hpp"
#include "platform/amqp/reconnect.hpp"
#include "platform/async/thread_name.hpp"
#include "platform/async/timeouts.hpp"
#include "platform/guards/guards.hpp"
#include "platform/problem/unavailable.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <deque>
#include <mutex>
#include <thread>
#include <unordered_map>

namespace boxoffice::amqp {

namespace {

using namespace std::chrono_literals;

constexpr auto ping_limit = 2'000ms;
constexpr auto reserve = 1'000ms;  // what a call may take beyond its burst: waiting for a connection, and for its turn
constexpr auto idle_limit = 1'000ms;  // at least as often heartbeats are looked after

using CallId = std::uint64_t;
struct Call {
    CallId id = 0;
    std::vector<Outgoing> messages;  ///< none: a ping
};
struct Answer {
    CallId id = 0;
    std::exception_ptr fault;  ///< nothing: all is well
};

std::exception_ptr unavailable(const std::string& why) { return std::make_exception_ptr(Unavailable(why)); }

}  // namespace

struct Publisher::State : std::enable_shared_from_this<State> {
    State(Loop& given_loop, Address given_address, Topology given_topology, Log given_log, Options given_options)
        : loop(given_loop),
          address(std::move(given_address)),
          topology(std::move(given_topology)),
          log(std::move(given_log)),
          options(std::move(given_options)),
          timeouts(loop) {}

    // On the loop's thread.
    void begin(std::vector<Outgoing> messages, std::chrono::milliseconds limit, Resume<bool> resume);
    void give_up(CallId id);
    void answer(const std::vector<Answer>& answers);
    void refuse_if_in_vain(std::size_t messages);

    // On the thread.
    void run();
    void serve(Connection& connection);
    void burst(Connection& connection, const std::vector<Call>& taken);
    Confirmations send(Connection& connection, const std::vector<Call>& taken);
    void hear(Connection& connection, Confirmations& confirmations) const;
    static std::vector<Answer> answers_to(const std::vector<Call>& taken, const Confirmations& confirmations);
    void stay_away(const std::string& why, std::chrono::milliseconds gap);
    std::vector<Call> take();
    void begin_burst(Connection* connection);
    bool is_stopping();
    void post(std::vector<Answer> answers);
    void post_fault(const std::vector<Call>& taken, const std::exception_ptr& fault);

    struct Waiting {
        Resume<bool> resume;
        std::size_t messages = 0;
        Timeouts::Handle timeout;
        boost::asio::executor_work_guard<Executor> keeps_loop;
    };

    Loop& loop;
    const Address address;
    const Topology topology;
    const Log log;
    const Options options;

    Timeouts timeouts;
    std::unordered_map<CallId, Waiting> waiting;
    std::size_t messages_waiting = 0;
    CallId last_id = 0;

    std::mutex mutex;  ///< guards what follows, up to `wake`
    std::deque<Call> calls;
    bool stopping = false;
    std::string away;                ///< why the last attempt to connect failed; empty: connected, or not known yet
    Connection* bursting = nullptr;  ///< where a burst is under way
    std::chrono::steady_clock::time_point burst_began;

    Wake wake;
    std::jthread thread;
};

void Publisher::State::refuse_if_in_vain(std::size_t messages) {
    if (messages_waiting > 0 && messages_waiting + messages > options.waiting_max)
        throw Unavailable("RabbitMQ: too many messages wait already");
    const std::lock_guard lock(mutex);
    if (!away.empty()) throw Unavailable(away);
}

void Publisher::State::begin(std::vector<Outgoing> messages, std::chrono::milliseconds limit, Resume<bool> resume) {
    const auto id = ++last_id;
    messages_waiting += messages.size();
    const auto timeout = timeouts.after(limit, [this, id] { give_up(id); });
    waiting.emplace(id, Waiting{std::move(resume), messages.size(), timeout, boost::asio::make_work_guard(loop)});
    {
        const std::lock_guard lock(mutex);
        calls.push_back({.id = id, .messages = std::move(messages)});
    }
    wake.ring();
}

// The caller goes on. The thread ends a burst by itself, unless it hangs in sending.
void Publisher::State::give_up(CallId id) {
    {
        const std::lock_guard lock(mutex);
        std::erase_if(calls, [id](const Call& call) { return call.id == id; });
        if (bursting != nullptr && std::chrono::steady_clock::now() - burst_began > options.confirm_limit + reserve / 2)
            bursting->abort();
    }
    auto call = std::move(waiting.extract(id).mapped());
    messages_waiting -= call.messages;
    call.resume(std::unexpected(unavailable("RabbitMQ does not answer in time")));
}

void Publisher::State::answer(const std::vector<Answer>& answers) {
    for (const auto& [id, fault] : answers) {
        auto found = waiting.extract(id);
        if (!found) continue;
        auto& call = found.mapped();
        messages_waiting -= call.messages;
        timeouts.cancel(call.timeout);
        call.resume(fault ? Outcome<bool>(std::unexpected(fault)) : Outcome<bool>(true));
    }
}

void Publisher::State::run() {
    ReconnectGaps gaps;
    while (!is_stopping()) {
        try {
            Connection connection(address, {.name = options.name});
            connection.declare(topology);
            connection.ask_for_confirmations();
            gaps.reset();
            log.info("connected to RabbitMQ", {{"address", address.text()}, {"name", options.name}});
            serve(connection);
        } catch (const std::exception& fault) {
            stay_away(fault.what(), gaps.next());
        }
    }
    post_fault(take(), unavailable("stopping"));
}

void Publisher::State::serve(Connection& connection) {
    {
        const std::lock_guard lock(mutex);
        away.clear();
    }
    while (!is_stopping()) {
        const auto taken = take();
        if (taken.empty())
            connection.wait(wake, idle_limit);
        else
            burst(connection, taken);
        while (connection.next(0ms)) continue;  // late words on a burst that is over; and heartbeats
    }
}

void Publisher::State::burst(Connection& connection, const std::vector<Call>& taken) {
    Confirmations confirmations;
    begin_burst(&connection);
    try {
        confirmations = send(connection, taken);
        if (!left_out(Guard::publisher_confirms)) hear(connection, confirmations);
        begin_burst(nullptr);
    } catch (...) {
        begin_burst(nullptr);
        post_fault(taken, std::current_exception());
        throw;
    }
    post(answers_to(taken, confirmations));
    // Somebody took the queue away: a new connection declares it again.
    if (confirmations.any_returned()) throw Unavailable("RabbitMQ: the queue is gone");
}

std::vector<Answer> Publisher::State::answers_to(const std::vector<Call>& taken, const Confirmations& confirmations) {
    std::vector<Answer> answers;
    std::size_t index = 0;
    for (const auto& call : taken) {
        auto& answer = answers.emplace_back(Answer{.id = call.id, .fault = nullptr});
        for (const auto end = index + call.messages.size(); index < end; ++index)
            if (const auto fault = confirmations.fault(index); fault && !left_out(Guard::publisher_confirms))
                answer.fault = unavailable(*fault);
    }
    return answers;
}

Confirmations Publisher::State::send(Connection& connection, const std::vector<Call>& taken) {
    if (std::ranges::any_of(taken, [](const Call& call) { return call.messages.empty(); })) connection.ping();
    Confirmations confirmations;
    connection.gather();
    for (const auto& call : taken)
        for (const auto& message : call.messages)
            confirmations.expect(connection.publish(topology.exchange, message), message.message_id);
    connection.flush();
    return confirmations;
}

void Publisher::State::hear(Connection& connection, Confirmations& confirmations) const {
    const auto until = std::chrono::steady_clock::now() + options.confirm_limit;
    while (!confirmations.complete()) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        auto happening = left > 0ms ? connection.next(left) : std::nullopt;
        if (!happening) throw Unavailable("RabbitMQ did not confirm in time");
        if (const auto* confirmation = std::get_if<Confirmation>(&*happening)) confirmations.hear(*confirmation);
        if (auto* returned = std::get_if<Returned>(&*happening)) confirmations.hear(std::move(*returned));
    }
}

void Publisher::State::begin_burst(Connection* connection) {
    const std::lock_guard lock(mutex);
    bursting = connection;
    burst_began = std::chrono::steady_clock::now();
}

void Publisher::State::stay_away(const std::string& why, std::chrono::milliseconds gap) {
    {
        const std::lock_guard lock(mutex);
        away = why;
    }
    log.warning("waiting for RabbitMQ",
                {{"address", address.text()}, {"name", options.name}, {"error", why}, {"retry_ms", gap.count()}});
    const auto until = std::chrono::steady_clock::now() + gap;
    for (auto left = gap; left > 0ms && !is_stopping();
         left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now())) {
        post_fault(take(), unavailable(why));
        wake.wait(-1, left);
    }
}

std::vector<Call> Publisher::State::take() {
    const std::lock_guard lock(mutex);
    std::vector<Call> taken(std::make_move_iterator(calls.begin()), std::make_move_iterator(calls.end()));
    calls.clear();
    return taken;
}

bool Publisher::State::is_stopping() {
    const std::lock_guard lock(mutex);
    return stopping;
}

void Publisher::State::post(std::vector<Answer> answers) {
    boost::asio::post(loop, [self = shared_from_this(), answers = std::move(answers)] { self->answer(answers); });
}

void Publisher::State::post_fault(const std::vector<Call>& taken, const std::exception_ptr& fault) {
    if (taken.empty()) return;
    std::vector<Answer> answers;
    for (const auto& call : taken) answers.push_back({.id = call.id, .fault = fault});
    post(std::move(answers));
}

Publisher::Publisher(Loop& loop, Address address, Topology topology, Log log, Options options)
    : state_(
          std::make_shared<State>(loop, std::move(address), std::move(topology), std::move(log), std::move(options))) {
    state_->thread = std::jthread([&state = *state_] {
        name_this_thread("publisher");
        state.run();
    });
}

Publisher::~Publisher() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->stopping = true;
    }
    state_->wake.ring();
    state_->thread.join();
}

Task<> Publisher::publish(std::vector<Outgoing> messages) {
    if (messages.empty()) co_return;
    state_->refuse_if_in_vain(messages.size());
    const auto limit = state_->options.confirm_limit + reserve;
    co_await suspended<bool>([this, limit, messages = std::move(messages)](Resume<bool> resume) mutable {
        state_->begin(std::move(messages), limit, std::move(resume));
    });
}

Task<> Publisher::ping() {
    state_->refuse_if_in_vain(0);
    co_await suspended<bool>([this](Resume<bool> resume) { state_->begin({}, ping_limit, std::move(resume)); });
}

}  // namespace boxoffice::amqp

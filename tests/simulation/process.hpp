#pragma once

#include "platform/async/clock.hpp"
#include "platform/async/scope.hpp"
#include "platform/async/timeouts.hpp"
#include "platform/id/uuid.hpp"
#include "tests/simulation/environment.hpp"

#include <memory>

namespace boxoffice::simulation {

/// Thrown into every coroutine of a process that has crashed, wherever it waits. No std::exception, so that nothing of
/// the use cases takes it for a fault to be dealt with; and whatever they do still, no call leaves a dead process.
struct Crashed {};

class Process;

/// A coroutine of a process that waits for something outside it.
struct Waiting {
    Process* process = nullptr;  ///< null once it was resumed
    std::size_t place = 0;
    Resume<void> resume;
    bool dropped = false;  ///< the process died before the call had left it
    bool arrived = false;
    bool over = false;
};
using WaitingPtr = std::shared_ptr<Waiting>;

/// Time-outs in virtual time.
class SimulatedTimeouts final : public Timeouts {
public:
    explicit SimulatedTimeouts(Schedule& schedule) : Timeouts(schedule.loop()), schedule_(schedule) {}

    Handle after(std::chrono::milliseconds limit, Expired expired) override;
    void cancel(Handle handle) override { waiting_.erase(handle); }
    /// All of them, whatever their time is: of a process that has died.
    void fire_all();

private:
    void fire_due();

    Schedule& schedule_;
    std::multimap<std::chrono::steady_clock::time_point, Expired> waiting_;
    std::shared_ptr<bool> lives_ = std::make_shared<bool>(true);
    bool ended_ = false;
};

/// One life of an instance of a service, with all that is volatile: its clock, its coroutines, its calls.
class Process {
public:
    /// `next_call` is asked at each call; a process that is to die at that one is told so by `crash` later.
    struct Life {
        std::string name;
        std::chrono::milliseconds skew{0};
        bool leisurely = true;  ///< whoever sleeps for a second or more only looks for work then
        std::function<void(Process&)> next_call = [](Process&) {};
    };
    Process(Environment& environment, Life life);
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    /// Calls something outside: `effect` happens there in one step, at some time between asking and answer, or never.
    /// Throws Unavailable when no answer came, whatever has happened. What the effect throws is thrown. The effect may
    /// outlive the process.
    template <class Effect, class R = std::invoke_result_t<Effect&>>
    Task<R> ask(Place place, Effect effect) {
        return ask_for<R>(place, std::move(effect));
    }

    /// Sends a request to another process. `deliver` is called where and whenever it arrives, perhaps never or twice,
    /// and may settle the wait later; after `patience` it ends with Unavailable.
    using Deliver = std::function<void(bool answers, Moment back)>;
    void request(Place place, const WaitingPtr& waiting, Moment patience, bool repeatable, Deliver deliver);

    /// Waits until `begin`'s Waiting is settled.
    Task<> wait(std::move_only_function<void(const WaitingPtr&)> begin);
    /// Ends a wait; nothing happens when it has ended or its process is dead.
    static void settle(const WaitingPtr& waiting, Outcome<void> outcome = {});

    /// Ends it as one that nobody answers.
    static void give_up(const WaitingPtr& waiting);

    /// Everything volatile is gone: whoever waits gets Crashed, calls under way may or may not arrive. From inside the
    /// loop; when the schedule's step has ended, nothing of the process runs any more.
    void crash();
    bool has_crashed() const { return crashed_; }

    /// Called after a while if the process still lives.
    void later(Moment delay, Action action);

    const std::string& name() const { return life_.name; }
    Environment& environment() { return environment_; }
    Clock& clock() { return clock_; }
    Timeouts& timeouts() { return timeouts_; }
    TaskScope& scope() { return scope_; }
    UuidSource& ids() { return ids_; }
    void jump(std::chrono::milliseconds by) { life_.skew += by; }

private:
    class SkewedClock final : public Clock {
    public:
        explicit SkewedClock(Process& process) : process_(process) {}
        Timestamp now() override;
        std::chrono::steady_clock::time_point steady_now() override;
        Task<> sleep(std::chrono::milliseconds duration) override;

    private:
        Process& process_;
    };

    template <class R>
    Task<R> ask_for(Place place, std::move_only_function<R()> effect);
    void note_fault(const std::exception_ptr& fault);
    WaitingPtr park(Resume<void> resume);
    void send(Place place, const WaitingPtr& waiting, Action effect);

    Environment& environment_;
    Life life_;
    SkewedClock clock_;
    SimulatedTimeouts timeouts_;
    TaskScope scope_;
    SeededRandom random_;
    UuidSource ids_;
    bool crashed_ = false;
    std::vector<WaitingPtr> parked_;
    std::shared_ptr<bool> lives_ = std::make_shared<bool>(true);
};

/// When histories begin.
inline constexpr Timestamp first_day{std::chrono::milliseconds(1'800'000'000'000)};

template <class R>
Task<R> Process::ask_for(Place place, std::move_only_function<R()> effect) {
    if (environment_.immediate) co_return effect();
    struct Answer {
        std::move_only_function<R()> effect;
        std::optional<Outcome<R>> outcome;
        void happen() {
            try {
                if constexpr (std::is_void_v<R>) {
                    effect();
                    outcome.emplace();
                } else {
                    outcome.emplace(effect());
                }
            } catch (...) {
                outcome.emplace(std::unexpected(std::current_exception()));
            }
        }
    };
    auto answer = std::make_shared<Answer>(Answer{std::move(effect), std::nullopt});
    co_await wait(
        [this, place, answer](const WaitingPtr& waiting) { send(place, waiting, [answer] { answer->happen(); }); });
    if (!*answer->outcome) std::rethrow_exception(answer->outcome->error());
    if constexpr (!std::is_void_v<R>) co_return std::move(**answer->outcome);
}

}  // namespace boxoffice::simulation

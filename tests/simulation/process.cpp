#include "tests/simulation/process.hpp"

#include "platform/log/log.hpp"
#include "platform/problem/unavailable.hpp"

#include <boost/asio/post.hpp>

namespace boxoffice::simulation {

namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using SteadyTime = std::chrono::steady_clock::time_point;

constexpr Moment engine_patience = std::chrono::seconds(5);
constexpr milliseconds leisurely_from{1'000};

SteadyTime steady(Moment moment) { return SteadyTime(moment); }

}  // namespace

Timeouts::Handle SimulatedTimeouts::after(milliseconds limit, Expired expired) {
    auto handle = waiting_.emplace(steady(schedule_.now() + limit), std::move(expired));
    schedule_.after(ended_ ? Moment(0) : Moment(limit), [this, lives = std::weak_ptr(lives_)] {
        if (!lives.expired()) fire_due();
    });
    return handle;
}

void SimulatedTimeouts::fire_due() {
    const auto now = steady(schedule_.now());
    while (!waiting_.empty() && (ended_ || waiting_.begin()->first <= now)) {
        auto expired = std::move(waiting_.begin()->second);
        waiting_.erase(waiting_.begin());
        expired();
    }
}

void SimulatedTimeouts::fire_all() {
    ended_ = true;
    fire_due();
}

Timestamp Process::SkewedClock::now() {
    return first_day + duration_cast<milliseconds>(process_.environment_.schedule.now()) + process_.life_.skew;
}

SteadyTime Process::SkewedClock::steady_now() { return steady(process_.environment_.schedule.now()); }

Task<> Process::SkewedClock::sleep(milliseconds duration) {
    co_await process_.wait([this, duration](const WaitingPtr& waiting) {
        auto& schedule = process_.environment_.schedule;
        if (process_.life_.leisurely && duration >= leisurely_from)
            schedule.at_leisure(duration, [waiting] { settle(waiting); });
        else
            schedule.after(duration, [waiting] { settle(waiting); });
    });
}

Process::Process(Environment& environment, Life life)
    : environment_(environment),
      life_(std::move(life)),
      clock_(*this),
      timeouts_(environment.schedule),
      scope_(environment.schedule.loop(), [this](std::exception_ptr fault) { note_fault(fault); }),
      random_(environment.choices.seed()),
      ids_(random_) {}

void Process::note_fault(const std::exception_ptr& fault) {
    if (!crashed_) environment_.violate("something of " + life_.name + " ended by a fault: " + boxoffice::describe(fault));
}

Task<> Process::wait(std::move_only_function<void(const WaitingPtr&)> begin) {
    if (crashed_) throw Crashed();
    co_await suspended<void>([this, &begin](Resume<void> resume) { begin(park(std::move(resume))); });
}

WaitingPtr Process::park(Resume<void> resume) {
    auto waiting = std::make_shared<Waiting>(this, parked_.size(), std::move(resume));
    parked_.push_back(waiting);
    return waiting;
}

void Process::settle(const WaitingPtr& waiting, Outcome<void> outcome) {
    auto* const process = std::exchange(waiting->process, nullptr);
    if (process == nullptr) return;
    waiting->over = true;
    auto& parked = process->parked_;
    parked.back()->place = waiting->place;
    parked[waiting->place] = std::move(parked.back());
    parked.pop_back();
    auto resume = std::move(waiting->resume);
    resume(std::move(outcome));
}

void Process::send(Place place, const WaitingPtr& waiting, Action effect) {
    auto& schedule = environment_.schedule;
    const auto fate = environment_.fate(place);
    const auto there = environment_.delay();
    const auto back = environment_.delay();
    life_.next_call(*this);
    if (fate != Fate::request_lost) {
        const auto arrives = fate == Fate::late ? engine_patience + there * 10 : there;
        schedule.after(arrives, [waiting, effect = std::move(effect), &schedule, fate, back]() mutable {
            if (waiting->dropped) return;
            waiting->arrived = true;
            effect();
            if (fate == Fate::answered) schedule.after(back, [waiting] { settle(waiting); });
        });
    }
    if (fate == Fate::answered) return;
    // A connection that broke is noticed at once, silence later.
    const bool broken = environment_.choices.below(4) == 1;
    schedule.after(broken ? there + back : engine_patience, [waiting] { give_up(waiting); });
}

void Process::give_up(const WaitingPtr& waiting) {
    if (waiting->process == nullptr) return;
    settle(waiting, std::unexpected(std::make_exception_ptr(Unavailable("no answer came"))));
}

void Process::request(Place place, const WaitingPtr& waiting, Moment limit, bool repeatable, Deliver deliver) {
    auto& schedule = environment_.schedule;
    const auto fate = environment_.fate(place);
    const bool doubled = repeatable && environment_.choices.happens(environment_.weather.doubled);
    const auto there = environment_.delay();
    const auto back = environment_.delay();
    life_.next_call(*this);
    if (doubled)
        schedule.after(environment_.delay() * 20, [waiting, deliver, back] {
            if (!waiting->dropped) deliver(true, back);
        });
    if (fate != Fate::request_lost) {
        const auto arrives = fate == Fate::late ? limit + there * 10 : there;
        schedule.after(arrives, [waiting, deliver, back, answers = fate != Fate::answer_lost] {
            if (waiting->dropped) return;
            waiting->arrived = true;
            deliver(answers, back);
        });
    }
    const bool broken = fate != Fate::answered && fate != Fate::late && environment_.choices.below(4) == 1;
    schedule.after_unless({waiting, &waiting->over}, broken ? there + back : limit, [waiting] { give_up(waiting); });
}

void Process::crash() {
    crashed_ = true;
    *lives_ = false;
    for (const auto& waiting : parked_)
        if (!waiting->arrived && environment_.choices.below(2) == 1) waiting->dropped = true;
    const auto crashed = std::make_exception_ptr(Crashed());
    while (!parked_.empty()) settle(auto(parked_.back()), std::unexpected(crashed));
    timeouts_.fire_all();
    scope_.close();
    scope_.cancel();
}

void Process::later(Moment delay, Action action) {
    environment_.schedule.after(delay, [lives = lives_, action = std::move(action)]() mutable {
        if (*lives) action();
    });
}

}  // namespace boxoffice::simulation

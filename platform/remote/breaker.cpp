#include "platform/remote/breaker.hpp"

namespace boxoffice::remote {

Breaker::Breaker(Clock& clock, Random& random, Limits limits, Changed changed)
    : clock_(clock), random_(random), limits_(limits), changed_(std::move(changed)) {}

std::optional<Breaker::Permit> Breaker::ask() {
    if (state_ == State::closed) return Permit(*this, era_, false);
    if (state_ == State::half_open || clock_.now() < probe_at_) return std::nullopt;
    enter(State::half_open);
    return Permit(*this, era_, true);
}

Breaker::Permit::~Permit() {
    if (breaker_ == nullptr || !is_probe_ || breaker_->era_ != era_) return;
    // Nothing was learnt: the next caller may try at once.
    breaker_->enter(State::open);
}

void Breaker::Permit::succeeded() {
    auto& breaker = *std::exchange(breaker_, nullptr);
    if (breaker.era_ != era_) return;
    if (is_probe_) {
        breaker.gap_ = {};
        breaker.enter(State::closed);
    } else {
        breaker.record(false);
    }
}

void Breaker::Permit::failed() {
    auto& breaker = *std::exchange(breaker_, nullptr);
    if (breaker.era_ != era_) return;
    if (is_probe_)
        breaker.open();
    else
        breaker.record(true);
}

void Breaker::record(bool fault) {
    faults_[calls_++ % limits_.calls_remembered] = fault;
    faults_in_a_row_ = fault ? faults_in_a_row_ + 1 : 0;
    const bool half_failed = calls_ >= limits_.calls_remembered && faults_.count() * 2 >= limits_.calls_remembered;
    if (fault && (half_failed || faults_in_a_row_ >= limits_.faults_in_a_row)) open();
}

void Breaker::open() {
    gap_ = std::clamp(gap_ * 2, limits_.shortest_gap, limits_.longest_gap);
    std::uint8_t chance[1];
    random_.fill(chance);
    probe_at_ = clock_.now() + gap_ + gap_ * chance[0] / 512;
    enter(State::open);
}

void Breaker::enter(State state) {
    ++era_;
    state_ = state;
    if (state == State::closed) {
        faults_in_a_row_ = 0;
        calls_ = 0;
        faults_.reset();
    }
    changed_(state);
}

}  // namespace boxoffice::remote

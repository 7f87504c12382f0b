#include "services/notification/app/sender.hpp"

namespace boxoffice::notification {

namespace {

using namespace std::chrono_literals;

Counter& attempts(Metrics& metrics, Channel channel, const char* result) {
    return metrics.counter("boxoffice_notification_attempts_total", "Attempts to send, by channel and result",
                           {{"channel", boost::describe::enum_to_string(channel, "")}, {"result", result}});
}

Trace trace_of(const Notification& notification) {
    Trace trace;
    trace.trace_id = notification.trace_id;
    return trace;
}

}  // namespace

Sender::Sender(Channel channel, Parts parts)
    : channel_(channel),
      parts_(std::move(parts)),
      capacity_(parts_.courier.capacity()),
      ready_(parts_.loop),
      hungry_(parts_.loop),
      sent_(attempts(parts_.metrics, channel, "sent")),
      postponed_(attempts(parts_.metrics, channel, "postponed")),
      failed_(attempts(parts_.metrics, channel, "failed")) {}

void Sender::start() {
    for (std::size_t i = 0; i < capacity_.calls_at_once; ++i) parts_.scope.spawn(lane());
    parts_.scope.spawn(refill());
    parts_.scope.spawn(tick());
    wake();
}

void Sender::stop() {
    stopping_ = true;
    ready_.notify();
    hungry_.notify();
}

std::size_t Sender::room() const {
    const auto most = capacity_.calls_at_once * capacity_.batch_max * 2;
    return most - std::min(most, queue_.size());
}

void Sender::take(std::vector<Notification> claimed) {
    if (claimed.empty()) return;
    for (const auto& notification : claimed) held_[notification.id] = notification.attempts;
    queue_.insert(queue_.end(), std::make_move_iterator(claimed.begin()), std::make_move_iterator(claimed.end()));
    ready_.notify();
}

void Sender::wake() {
    more_stored_ = true;
    hungry_.notify();
}

Task<> Sender::tick() {
    auto prolonged_at = parts_.clock.now();
    while (!stopping_) {
        co_await parts_.clock.sleep(1s);
        wake();
        if (parts_.clock.now() < prolonged_at + prolonged_every) continue;
        prolonged_at = parts_.clock.now();
        co_await prolong();
    }
}

Task<> Sender::prolong() {
    if (held_.empty()) co_return;
    std::vector<Claim> claims;
    for (const auto& [id, attempt] : held_) claims.push_back({id, attempt});
    const auto until = parts_.clock.now() + lease;
    try {
        co_await parts_.store.prolong(std::move(claims), until);
    } catch (const std::exception& fault) {
        if (is_cancellation(fault)) throw;
        parts_.log.warning("claims could not be prolonged", {{"error", std::string(fault.what())}});
        co_return;
    }
    for (auto& waiting : queue_) waiting.due_at = std::max(*waiting.due_at, until);
}

Task<> Sender::refill() {
    while (!stopping_) {
        co_await hungry_.wait();
        try {
            while (!stopping_ && more_stored_ && room() >= capacity_.batch_max) co_await claim_due();
        } catch (const std::exception& fault) {
            if (is_cancellation(fault)) throw;
            parts_.log.error("due notifications could not be claimed", {{"error", std::string(fault.what())}});
        }
    }
}

Task<> Sender::claim_due() {
    const auto now = parts_.clock.now();
    const auto most = room();
    auto claimed = co_await parts_.store.claim(channel_, now, now + lease, most);
    more_stored_ = claimed.size() == most;
    take(std::move(claimed));
}

Task<> Sender::lane() {
    while (!stopping_) {
        auto batch = next_batch();
        if (batch.empty())
            co_await ready_.wait();
        else
            co_await send(std::move(batch));
        if (more_stored_) hungry_.notify();
    }
    ready_.notify();
}

std::vector<Notification> Sender::next_batch() {
    const auto latest = parts_.clock.now() + lease_reserve;
    std::vector<Notification> batch;
    while (!queue_.empty() && batch.size() < capacity_.batch_max) {
        auto& next = queue_.front();
        if (*next.due_at > latest)
            batch.push_back(std::move(next));
        else
            held_.erase(next.id);
        queue_.pop_front();
    }
    return batch;
}

Task<> Sender::send(std::vector<Notification> batch) {
    auto deliveries = co_await attempt(batch);
    for (const auto& sent : batch) held_.erase(sent.id);
    const auto now = parts_.clock.now();
    std::vector<Settlement> settlements;
    settlements.reserve(batch.size());
    for (std::size_t i = 0; i < batch.size(); ++i)
        settlements.push_back(settle(batch[i], std::move(deliveries[i]), now));
    try {
        co_await parts_.store.settle(settlements);
    } catch (const std::exception& fault) {
        parts_.log.error("sent notifications could not be marked; they will be sent again",
                         {{"count", batch.size()}, {"error", std::string(fault.what())}});
        co_return;
    }
    for (std::size_t i = 0; i < batch.size(); ++i) tell(batch[i], settlements[i]);
}

Task<std::vector<Delivery>> Sender::attempt(const std::vector<Notification>& batch) {
    std::string error;
    try {
        co_return co_await parts_.courier.deliver(batch);
    } catch (const std::exception& fault) {
        error = fault.what();
    }
    co_return std::vector<Delivery>(batch.size(), Delivery{Delivery::Verdict::postponed, error});
}

Settlement Sender::settle(const Notification& notification, Delivery delivery, Timestamp now) {
    Settlement settlement{.id = notification.id, .attempt = notification.attempts, .state = State::SENT, .at = now};
    if (delivery.verdict == Delivery::Verdict::delivered) return settlement;
    const bool over = delivery.verdict == Delivery::Verdict::refused || notification.attempts >= attempts_max;
    settlement.state = over ? State::FAILED : State::QUEUED;
    settlement.error = std::move(delivery.error);
    if (!over) settlement.at = now + retry_gap(notification.attempts);
    return settlement;
}

void Sender::tell(const Notification& notification, const Settlement& settlement) {
    const auto trace = trace_of(notification);
    const auto error = settlement.error.value_or("");
    switch (settlement.state) {
        case State::SENT:
            sent_.increment();
            return parts_.log.info(
                trace, "notification sent",
                {{"notification_id", notification.id}, {"booking_id", notification.booking_id}, {"channel", channel_}});
        case State::QUEUED:
            postponed_.increment();
            return parts_.log.warning(trace, "notification postponed",
                                      {{"notification_id", notification.id},
                                       {"booking_id", notification.booking_id},
                                       {"attempt", notification.attempts},
                                       {"next_at", settlement.at},
                                       {"error", error}});
        case State::FAILED:
        case State::SENDING:
            failed_.increment();
            return parts_.log.error(trace, "notification failed",
                                    {{"notification_id", notification.id},
                                     {"booking_id", notification.booking_id},
                                     {"attempt", notification.attempts},
                                     {"error", error}});
    }
}

}  // namespace boxoffice::notification

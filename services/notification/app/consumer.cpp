#include "services/notification/app/consumer.hpp"

namespace boxoffice::notification {

namespace {

using namespace std::chrono_literals;

}  // namespace

Consumer::Consumer(Parts parts)
    : parts_(std::move(parts)),
      messages_(parts_.metrics.counter("boxoffice_notification_messages_total", "Messages received from bookings")),
      duplicates_(
          parts_.metrics.counter("boxoffice_notification_duplicates_total", "Notifications that were known already")) {}

Task<> Consumer::run() {
    while (!stopping_) {
        std::string error;
        try {
            co_await consume(co_await parts_.source.receive(batch_max));
        } catch (const std::exception& fault) {
            if (is_cancellation(fault)) throw;
            error = fault.what();
        }
        if (error.empty()) continue;
        parts_.log.error("messages could not be received", {{"error", error}});
        co_await parts_.clock.sleep(1s);
    }
}

Task<> Consumer::consume(std::vector<ReceivedMessage> messages) {
    messages_.increment(static_cast<double>(messages.size()));
    while (!co_await store(messages)) {
        co_await parts_.clock.sleep(1s);
        if (stopping_) co_return;
    }
    std::vector<DeliveryTag> tags;
    tags.reserve(messages.size());
    for (const auto& message : messages) tags.push_back(message.tag);
    co_await parts_.source.acknowledge(std::move(tags));
}

Task<bool> Consumer::store(const std::vector<ReceivedMessage>& messages) {
    auto notifications = notifications_of(messages);
    claim_what_fits(notifications);
    std::string error;
    try {
        const auto stored = co_await parts_.store.insert(notifications);
        hand_over(std::move(notifications), stored);
        co_return true;
    } catch (const std::exception& fault) {
        error = fault.what();
    }
    parts_.log.error("messages could not be stored", {{"count", messages.size()}, {"error", error}});
    co_return false;
}

std::vector<Notification> Consumer::notifications_of(const std::vector<ReceivedMessage>& messages) {
    const auto now = parts_.clock.now();
    std::vector<Notification> notifications;
    notifications.reserve(messages.size());
    for (const auto& [tag, message, body] : messages) {
        const auto trace = Trace::parse(message.traceparent);
        for (auto& notification : notifications_for(message, body, now)) {
            notification.id = {parts_.ids.next(now)};
            if (trace) notification.trace_id = trace->trace_id;
            notifications.push_back(std::move(notification));
        }
    }
    return notifications;
}

// Storing them as claimed spares the senders a write and a read; what has no room stays QUEUED.
void Consumer::claim_what_fits(std::vector<Notification>& notifications) {
    std::array<std::size_t, 2> room{parts_.mail.room(), parts_.sms.room()};
    const auto lease_until = parts_.clock.now() + Sender::lease;
    for (auto& notification : notifications) {
        auto& left = room[static_cast<std::size_t>(notification.channel)];
        if (notification.state != State::QUEUED || left == 0) continue;
        --left;
        notification.state = State::SENDING;
        notification.attempts = 1;
        notification.due_at = lease_until;
    }
}

void Consumer::hand_over(std::vector<Notification> notifications, const std::vector<bool>& stored) {
    std::array<std::vector<Notification>, 2> claimed;
    for (std::size_t i = 0; i < notifications.size(); ++i) {
        auto& notification = notifications[i];
        if (!stored[i])
            duplicates_.increment();
        else if (notification.state == State::SENDING)
            claimed[static_cast<std::size_t>(notification.channel)].push_back(std::move(notification));
        else if (notification.state == State::QUEUED)
            sender_of(notification.channel).wake();
        else
            parts_.log.error("notification failed", {{"notification_id", notification.id},
                                                     {"booking_id", notification.booking_id},
                                                     {"error", notification.last_error.value_or("")}});
    }
    for (const auto channel : {Channel::email, Channel::sms})
        sender_of(channel).take(std::move(claimed[static_cast<std::size_t>(channel)]));
}

}  // namespace boxoffice::notification

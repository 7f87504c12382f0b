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
    gave_back_ = false;
    while (!co_await settle(messages)) {
        co_await parts_.clock.sleep(1s);
        if (stopping_) co_return;
    }
    if (gave_back_) co_await parts_.clock.sleep(1s);  // it may come back at once
}

Task<bool> Consumer::settle(const std::vector<ReceivedMessage>& messages) {
    const auto error = co_await store(messages);
    std::vector<DeliveryTag> tags;
    tags.reserve(messages.size());
    for (const auto& message : messages) tags.push_back(message.tag);
    if (error.empty()) {
        co_await parts_.source.acknowledge(std::move(tags));
        co_return true;
    }
    parts_.log.error(
        "messages could not be stored",
        {{"count", messages.size()}, {"booking_id", messages.front().message.booking_id}, {"error", error}});
    if (!co_await store_answers()) co_return false;
    if (messages.size() > 1) co_return co_await settle_each(messages);
    gave_back_ = true;
    co_await parts_.source.give_back(std::move(tags));
    co_return true;
}

Task<bool> Consumer::settle_each(const std::vector<ReceivedMessage>& messages) {
    for (const auto& message : messages)
        if (!co_await settle({message})) co_return false;
    co_return true;
}

Task<std::string> Consumer::store(const std::vector<ReceivedMessage>& messages) {
    try {
        auto notifications = notifications_of(messages);
        claim_what_fits(notifications);
        const auto stored = co_await parts_.store.insert(notifications);
        hand_over(std::move(notifications), stored);
        co_return "";
    } catch (const std::exception& fault) {
        co_return *fault.what() == '\0' ? "unknown" : fault.what();
    }
}

Task<bool> Consumer::store_answers() {
    try {
        co_await parts_.store.count();
        co_return true;
    } catch (const std::exception&) {
        co_return false;
    }
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

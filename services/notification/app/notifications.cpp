#include "services/notification/app/notifications.hpp"

#include "services/notification/ports/message_json.hpp"

namespace boxoffice::notification {

Task<Submitted> Notifications::send(Context context, SendRequest request) {
    const auto now = parts_.clock.now();
    request.message.traceparent = context.trace.traceparent();
    const auto body = std::make_shared<const std::string>(write_message(request.message));
    Submission submission{
        .resend = request.resend, .key = request.key, .render = std::move(request.render), .now = now};
    for (const auto channel : request.channels) {
        auto notification = notification_for(request.message, channel, body, now);
        notification.id = {parts_.ids.next(now)};
        notification.trace_id = context.trace.trace_id;
        submission.wanted.push_back(std::move(notification));
    }
    auto submitted = co_await parts_.store.submit(std::move(submission));
    if (submitted.use == KeyUse::fresh) {
        parts_.log.info(context.trace, "notification asked for",
                        {{"booking_id", request.message.booking_id},
                         {"booking_status", request.message.status},
                         {"resend", request.resend}});
        for (const auto channel : request.channels) (channel == Channel::email ? parts_.mail : parts_.sms).wake();
    }
    co_return submitted;
}

Task<std::optional<Notification>> Notifications::find(Context, NotificationId id) {
    co_return co_await parts_.store.find(id);
}

Task<std::vector<Notification>> Notifications::list(Context, NotificationFilter filter) {
    co_return co_await parts_.store.list(std::move(filter));
}

Task<std::int64_t> Notifications::count() { co_return co_await parts_.store.count(); }

}  // namespace boxoffice::notification

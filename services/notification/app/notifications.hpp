#pragma once

#include "services/notification/app/sender.hpp"

#include <expected>

namespace boxoffice::notification {

/// The use cases behind the HTTP interface.
class Notifications {
public:
    struct Parts {
        NotificationStore& store;
        Sender& mail;
        Sender& sms;
        UuidSource& ids;
        Clock& clock;
        Log log;
    };
    explicit Notifications(Parts parts) : parts_(std::move(parts)) {}

    struct SendRequest {
        Message message = {};  ///< has passed the rules of the interface; `phone` is there when `channels` has sms
        std::vector<Channel> channels = {};
        bool resend = false;
        std::optional<IdempotencyKey> key = {};
        std::function<KeptAnswer(const std::vector<Notification>&)> render = {};
    };
    /// Queues what is not known yet and answers by `render` with what is (see NotificationStore::submit).
    Task<Submitted> send(Context context, SendRequest request);

    Task<std::optional<Notification>> find(Context context, NotificationId id);
    Task<std::vector<Notification>> list(Context context, NotificationFilter filter);
    Task<std::int64_t> count();

private:
    Parts parts_;
};

}  // namespace boxoffice::notification

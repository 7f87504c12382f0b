#pragma once

#include "platform/async/task.hpp"
#include "platform/idempotency/idempotency.hpp"
#include "services/notification/domain/notification.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::notification {

/// How an attempt ended. It counts only while the notification is still SENDING in that attempt.
struct Settlement {
    NotificationId id{};
    int attempt = 0;
    State state = State::SENT;              ///< SENT, QUEUED (again, at `at`) or FAILED
    Timestamp at{};                         ///< when it was sent, is due again, or was given up
    std::optional<std::string> error = {};  ///< kept as last_error
};

/// A claim that somebody has; it is his while the notification is SENDING in that attempt.
struct Claim {
    NotificationId id{};
    int attempt = 0;
};

/// What somebody asks to be sent, one notification a channel.
struct Submission {
    std::vector<Notification> wanted = {};
    bool resend = false;  ///< send although the topic is known
    std::optional<IdempotencyKey> key = {};
    /// Renders the answer from what is stored, in the order of `wanted`; called on the store's thread.
    std::function<KeptAnswer(const std::vector<Notification>&)> render = {};
    Timestamp now{};
};

struct Submitted {
    KeyUse use = KeyUse::fresh;
    KeptAnswer answer = {};  ///< unless `use` is reused
};

/// Which notifications a list shows, newest first.
struct NotificationFilter {
    std::optional<std::string> booking_id = {};
    std::optional<State> state = {};
    std::optional<NotificationId> before = {};
    std::size_t limit = 50;
};

/// The notifications, kept for good. Each call is one atomic step, durable when answered; used on the loop's thread;
/// faults of the storage are thrown. Ids must grow with time (UUIDv7): the order of ids is the order of lists.
class NotificationStore {
public:
    virtual ~NotificationStore() = default;

    /// Stores those whose (booking, topic, channel) is not known yet, as they are: QUEUED, or SENDING for a caller
    /// that will send them itself. True for each that was stored, in order.
    virtual Task<std::vector<bool>> insert(std::vector<Notification> notifications) = 0;

    /// Stores what is not known yet and answers with what is; with `resend` stores each under a number of its own,
    /// with the fullest message known of that topic. The answer is kept under the key in the same step.
    virtual Task<Submitted> submit(Submission submission) = 0;

    /// Makes up to `most` of the channel SENDING, with one attempt more and a lease until `lease_until`: those QUEUED
    /// that are due, and those SENDING whose lease has lapsed; the longest due first. Two callers never get the same.
    virtual Task<std::vector<Notification>> claim(Channel channel, Timestamp now, Timestamp lease_until,
                                                  std::size_t most) = 0;

    /// Makes these claims hold until `lease_until`; those that are no more are passed over.
    virtual Task<> prolong(std::vector<Claim> claims, Timestamp lease_until) = 0;

    virtual Task<> settle(std::vector<Settlement> settlements) = 0;

    virtual Task<std::optional<Notification>> find(NotificationId id) = 0;
    virtual Task<std::vector<Notification>> list(NotificationFilter filter) = 0;
    /// All that were ever stored; does not depend on how many there are.
    virtual Task<std::int64_t> count() = 0;
};

}  // namespace boxoffice::notification

#pragma once

#include "platform/async/clock.hpp"
#include "platform/async/scope.hpp"
#include "platform/log/log.hpp"
#include "platform/metrics/metrics.hpp"
#include "services/notification/app/courier.hpp"
#include "services/notification/app/signal.hpp"
#include "services/notification/ports/notification_store.hpp"

#include <deque>
#include <map>

namespace boxoffice::notification {

/// Sends the notifications of one channel: claims what is due, hands it to the courier in as many lanes as that likes,
/// and settles each batch in one write. Used on the loop's thread only.
class Sender {
public:
    struct Parts {
        NotificationStore& store;
        Courier& courier;
        Clock& clock;
        Loop& loop;
        TaskScope& scope;  ///< owns the lanes
        Log log;
        Metrics& metrics;
    };
    /// How long a claim holds: so late at most is a mail whose sender has died. A sender that lives prolongs what it
    /// has; what it could not prolong any more, and is not under way yet, is left to the next claim.
    static constexpr std::chrono::seconds lease{40};
    static constexpr std::chrono::seconds lease_reserve{20};
    static constexpr std::chrono::seconds prolonged_every{10};

    Sender(Channel channel, Parts parts);

    /// Starts the lanes, and looks for what the process before has left.
    void start();
    /// Makes the lanes end after what they have under way. What waits in memory is claimed again later.
    void stop();

    /// How many more may be handed over now.
    std::size_t room() const;
    /// Takes notifications that are stored as SENDING for this sender.
    void take(std::vector<Notification> claimed);
    /// Says that the store has something that is due.
    void wake();

private:
    Task<> lane();
    Task<> refill();
    Task<> tick();
    Task<> prolong();
    Task<> claim_due();
    std::vector<Notification> next_batch();
    Task<> send(std::vector<Notification> batch);
    Task<std::vector<Delivery>> attempt(const std::vector<Notification>& batch);
    Settlement settle(const Notification& notification, Delivery delivery, Timestamp now);
    void tell(const Notification& notification, const Settlement& settlement);

    Channel channel_;
    Parts parts_;
    Capacity capacity_;
    std::deque<Notification> queue_;
    std::map<NotificationId, int> held_;  ///< what is in the queue or under way, by its attempt
    Signal ready_;                        ///< the queue has something
    Signal hungry_;                       ///< the store may have something, and the queue has room
    bool more_stored_ = true;
    bool stopping_ = false;
    Counter& sent_;
    Counter& postponed_;
    Counter& failed_;
};

}  // namespace boxoffice::notification

#pragma once

#include "services/notification/app/sender.hpp"
#include "services/notification/ports/message_source.hpp"

namespace boxoffice::notification {

/// Turns the bookings' messages into notifications: stores a batch in one durable write, acknowledges it, and hands to
/// the senders what they have room for; the rest they claim later. At most one batch is received and not yet stored.
/// While the store is away, it waits. Where the store answers but a batch cannot be stored, each message is tried
/// alone, and what fails then goes back to the source.
class Consumer {
public:
    struct Parts {
        MessageSource& source;
        NotificationStore& store;
        Sender& mail;
        Sender& sms;
        UuidSource& ids;
        Clock& clock;
        TaskScope& scope;
        Log log;
        Metrics& metrics;
    };
    static constexpr std::size_t batch_max = 1000;

    explicit Consumer(Parts parts);

    void start() { parts_.scope.spawn(run()); }
    /// Ends after the batch that is under way; a wait for messages ends by the scope's cancel.
    void stop() { stopping_ = true; }

private:
    Task<> run();
    Task<> consume(std::vector<ReceivedMessage> messages);
    /// False when the store is away.
    Task<bool> settle(const std::vector<ReceivedMessage>& messages);
    Task<bool> settle_each(const std::vector<ReceivedMessage>& messages);
    /// Why it could not; empty when all are stored.
    Task<std::string> store(const std::vector<ReceivedMessage>& messages);
    Task<bool> store_answers();
    std::vector<Notification> notifications_of(const std::vector<ReceivedMessage>& messages);
    Sender& sender_of(Channel channel) { return channel == Channel::email ? parts_.mail : parts_.sms; }
    void claim_what_fits(std::vector<Notification>& notifications);
    void hand_over(std::vector<Notification> notifications, const std::vector<bool>& stored);

    Parts parts_;
    bool stopping_ = false;
    bool gave_back_ = false;  ///< something of the batch under way
    Counter& messages_;
    Counter& duplicates_;
};

}  // namespace boxoffice::notification

#pragma once

#include "platform/async/clock.hpp"
#include "platform/mongo/client.hpp"
#include "services/notification/ports/notification_store.hpp"

namespace boxoffice::notification {

/// The notifications in MongoDB, for any number of instances. Only the atomicity of one document is relied on:
///
/// - `notifications`: a document each. The unique index on booking, topic and channel makes a repeat a refused insert.
///   A resend is the topic with a number behind it ("CONFIRMED+1"); two at once, and one takes the next number.
/// - Claiming is one conditional update of each document that is still due, marked by the claim: who comes second
///   changes nothing. Whoever dies with a claim leaves it to the next, when the lease has lapsed.
/// - `notification_keys`: a key's document is written before what it guards, with the ids that this will have; the
///   answer is added last, and the first one written is everybody's. A crash in between leaves a key without an answer:
///   the next with the same key goes on with the same ids, and stores nothing twice. Kept for two days.
/// - `notification_tally`: how many there are up to a moment a minute ago; only later ones are counted when asked. Ids
///   tell the moment: the clocks of instances must agree to within that minute.
class MongoNotificationStore final : public NotificationStore {
public:
    /// `client` and `clock` outlive this.
    MongoNotificationStore(mongo::Client& client, Clock& clock) : client_(client), clock_(clock) {}

    /// Makes the indexes and notes the schema's version; safe from many instances at once. Throws Unavailable when the
    /// engine does not answer, std::runtime_error when the schema is newer than this program.
    Task<> prepare();

    Task<std::vector<bool>> insert(std::vector<Notification> notifications) override;
    Task<Submitted> submit(Submission submission) override;
    Task<std::vector<Notification>> claim(Channel channel, Timestamp now, Timestamp lease_until,
                                          std::size_t most) override;
    Task<> prolong(std::vector<Claim> claims, Timestamp lease_until) override;
    Task<> settle(std::vector<Settlement> settlements) override;
    Task<std::optional<Notification>> find(NotificationId id) override;
    Task<std::vector<Notification>> list(NotificationFilter filter) override;
    Task<std::int64_t> count() override;

private:
    mongo::Client& client_;
    Clock& clock_;
};

}  // namespace boxoffice::notification

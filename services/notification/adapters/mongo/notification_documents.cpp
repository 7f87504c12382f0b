#include "services/notification/adapters/mongo/notification_documents.hpp"

#include "platform/guards/guards.hpp"
#include "platform/id/hexadecimal.hpp"

#include <map>
#include <numeric>
#include <set>
#include <span>
#include <tuple>

namespace boxoffice::notification::documents {

using mongo::Document;

namespace {

// Others may be quicker with some of what is due: look again, but not for ever.
constexpr int claim_rounds = 3;
// A command stays far below the time that it may take, also where all of it is refused.
constexpr std::size_t insert_max = 128;

std::string hexadecimal(const std::array<std::uint8_t, 16>& bytes) {
    std::string digits;
    append_hexadecimal(digits, bytes);
    return digits;
}

// The places, in an order that is everybody's, so that engines that lock rows do not wait in a circle when the same
// messages come to two instances; of equal ones the first stays first.
std::vector<std::size_t> in_order_of_topics(const std::vector<Notification>& wanted) {
    std::vector<std::size_t> order(wanted.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t place) {
        const auto& one = wanted[place];
        return std::tuple<std::string_view, std::string_view, Channel, std::size_t>(one.booking_id, one.topic,
                                                                                    one.channel, place);
    });
    return order;
}

using Topic = std::tuple<std::string, std::string, Channel>;

// A refused insert is much dearer than a read on some engines.
void leave_out_known(mongo::Collection& collection, const std::vector<Notification>& wanted,
                     std::vector<std::size_t>& places) {
    std::vector<std::string> bookings;
    for (const auto place : places) bookings.push_back(wanted[place].booking_id);
    std::set<Topic> known;
    for (const auto document : collection.find(Document{{"booking_id", Document{{"$in", bookings}}}},
                                               {.projection = {{"booking_id", 1}, {"topic", 1}, {"channel", 1}}}))
        known.emplace(document.get<std::string>("booking_id"), document.get<std::string>("topic"),
                      document.get<Channel>("channel"));
    std::erase_if(places, [&](std::size_t place) {
        return known.contains({wanted[place].booking_id, wanted[place].topic, wanted[place].channel});
    });
}

void insert_part(mongo::Collection& collection, const std::vector<Notification>& wanted,
                 const std::vector<std::size_t>& places, std::vector<bool>& stored) {
    std::vector<Document> made;
    made.reserve(places.size());
    for (const auto place : places) {
        made.push_back(document_of(wanted[place]));
        stored[place] = true;
    }
    for (const auto known : collection.insert_absent(made)) stored[places[known]] = false;
}

Uuid new_claim() {
    Uuid claim;
    SystemRandom().fill(claim.bytes);
    return claim;
}

// What is due now, the longest first. That `due_at` exists follows, but the partial index is used only by those who say
// so, and all others read every notification there is.
std::vector<Notification> due(mongo::Collection& collection, Channel channel, Timestamp now, std::size_t most) {
    return all_of(
        collection.find(Document{{"channel", channel}, {"due_at", Document{{"$exists", true}, {"$lte", now}}}},
                        {.sort = {{"due_at", 1}}, .limit = static_cast<std::int64_t>(most)}));
}

std::vector<std::string> ids_of(const std::vector<Notification>& found) {
    std::vector<std::string> ids;
    ids.reserve(found.size());
    for (const auto& one : found) ids.push_back(one.id.text());
    std::ranges::sort(ids);  // in the order of all others, see in_order_of_topics
    return ids;
}

// Which of these the claim marked.
void keep_marked(mongo::Collection& collection, const Uuid& claim, std::vector<Notification>& candidates) {
    std::vector<NotificationId> marked;
    for (const auto document : collection.find(
             Document{{"_id", Document{{"$in", ids_of(candidates)}}}, {"claim", claim}}, {.projection = {{"_id", 1}}}))
        marked.push_back(document.get<NotificationId>("_id"));
    std::ranges::sort(marked);
    std::erase_if(candidates, [&](const Notification& one) { return !std::ranges::binary_search(marked, one.id); });
}

// The candidates that are now ours.
void take(mongo::Collection& collection, Timestamp now, Timestamp lease_until, std::vector<Notification>& candidates) {
    const auto claim = new_claim();
    const auto changed = collection.update_many(
        Document{{"_id", Document{{"$in", ids_of(candidates)}}}, {"due_at", Document{{"$lte", now}}}},
        Document{{"$set", Document{{"state", State::SENDING}, {"due_at", lease_until}, {"claim", claim}}},
                 {"$inc", Document{{"attempts", 1}}}});
    if (changed.modified != std::ssize(candidates)) keep_marked(collection, claim, candidates);
    for (auto& one : candidates) {
        one.state = State::SENDING;
        one.due_at = lease_until;
        ++one.attempts;
    }
}

Document still_sending(const std::vector<std::string>& ids, int attempt) {
    return Document{
        {"_id", Document{{"$in", ids}}}, {"state", State::SENDING}, {"attempts", static_cast<std::int32_t>(attempt)}};
}

Document ended(const Settlement& settlement) {
    Document set{{"state", settlement.state}, {"last_error", settlement.error}};
    Document unset{{"claim", ""}};
    if (settlement.state == State::QUEUED)
        set.append("due_at", settlement.at);
    else
        unset.append("due_at", "");
    if (settlement.state == State::SENT) set.append("sent_at", settlement.at);
    return Document{{"$set", set}, {"$unset", unset}};
}

}  // namespace

Document document_of(const Notification& one) {
    return Document{{"_id", one.id},
                    {"booking_id", one.booking_id},
                    {"topic", one.topic},
                    {"channel", one.channel},
                    {"booking_status", one.booking_status},
                    {"kind", one.kind},
                    {"recipient", one.recipient},
                    {"body", *one.body},
                    {"trace_id", hexadecimal(one.trace_id)},
                    {"state", one.state},
                    {"attempts", static_cast<std::int32_t>(one.attempts)},
                    {"due_at", one.due_at},
                    {"last_error", one.last_error},
                    {"created_at", one.created_at},
                    {"sent_at", one.sent_at}};
}

Notification notification_of(mongo::View from) {
    Notification one{.id = from.get<NotificationId>("_id"),
                     .booking_id = from.get<std::string>("booking_id"),
                     .topic = from.get<std::string>("topic"),
                     .booking_status = from.get<std::string>("booking_status"),
                     .kind = from.get<MessageKind>("kind"),
                     .channel = from.get<Channel>("channel"),
                     .recipient = from.get<std::string>("recipient"),
                     .body = std::make_shared<const std::string>(from.get<std::string>("body")),
                     .state = from.get<State>("state"),
                     .attempts = static_cast<int>(from.get<std::int64_t>("attempts")),
                     .due_at = from.find<Timestamp>("due_at"),
                     .last_error = from.find<std::string>("last_error"),
                     .created_at = from.get<Timestamp>("created_at"),
                     .sent_at = from.find<Timestamp>("sent_at")};
    parse_hexadecimal(from.get<std::string_view>("trace_id"), one.trace_id);
    return one;
}

std::vector<Notification> all_of(mongo::Cursor cursor) {
    std::vector<Notification> found;
    for (const auto document : cursor) found.push_back(notification_of(document));
    return found;
}

mongo::Indexes indexes() {
    const Document topic{{"booking_id", 1}, {"topic", 1}, {"channel", 1}};
    const Document due{{"channel", 1}, {"due_at", 1}};
    const Document failed{{"state", 1}, {"_id", -1}};
    const bool guarded = !left_out(Guard::notification_topic);
    return {.collection = notifications,
            .indexes = {{.name = guarded ? "topic" : "topic_unguarded", .keys = topic, .unique = guarded},
                        {.name = "due", .keys = due, .only_where = Document{{"due_at", Document{{"$exists", true}}}}},
                        {.name = "failed", .keys = failed, .only_where = Document{{"state", State::FAILED}}}}};
}

std::vector<bool> insert(mongo::Database& database, const std::vector<Notification>& wanted) {
    auto collection = database.collection(notifications);
    auto order = in_order_of_topics(wanted);
    std::vector<bool> stored(wanted.size(), false);
    bool repeats = false;
    for (std::span left(order); !left.empty();) {
        const auto part = left.first(std::min(left.size(), insert_max));
        left = left.subspan(part.size());
        std::vector<std::size_t> places(part.begin(), part.end());
        if (repeats) leave_out_known(collection, wanted, places);
        insert_part(collection, wanted, places, stored);
        repeats = std::ranges::any_of(part, [&](std::size_t place) { return !stored[place]; });
    }
    return stored;
}

std::vector<Notification> claim(mongo::Database& database, Channel channel, Timestamp now, Timestamp lease_until,
                                std::size_t most) {
    auto collection = database.collection(notifications);
    std::vector<Notification> claimed;
    for (int round = 0; round < claim_rounds; ++round) {
        auto candidates = due(collection, channel, now, most - claimed.size());
        if (candidates.empty()) break;
        const auto found = candidates.size();
        take(collection, now, lease_until, candidates);
        const bool lost_some = candidates.size() < found;
        std::ranges::move(candidates, std::back_inserter(claimed));
        if (!lost_some) break;
    }
    return claimed;
}

void prolong(mongo::Database& database, const std::vector<Claim>& claims, Timestamp lease_until) {
    std::map<int, std::vector<std::string>> by_attempt;
    for (const auto& claim : claims) by_attempt[claim.attempt].push_back(claim.id.text());
    auto collection = database.collection(notifications);
    for (auto& [attempt, ids] : by_attempt) {
        std::ranges::sort(ids);
        collection.update_many(still_sending(ids, attempt), Document{{"$set", Document{{"due_at", lease_until}}}});
    }
}

// Those that ended alike, which in good times is all of them, are one update.
void settle(mongo::Database& database, const std::vector<Settlement>& settlements) {
    using Ending = std::tuple<State, int, Timestamp, std::optional<std::string>>;
    std::map<Ending, std::vector<const Settlement*>> alike;
    for (const auto& one : settlements) alike[{one.state, one.attempt, one.at, one.error}].push_back(&one);
    auto collection = database.collection(notifications);
    for (const auto& [ending, ones] : alike) {
        std::vector<std::string> ids;
        for (const auto* one : ones) ids.push_back(one->id.text());
        std::ranges::sort(ids);
        collection.update_many(still_sending(ids, ones.front()->attempt), ended(*ones.front()));
    }
}

std::optional<Notification> by_id(mongo::Database& database, NotificationId id) {
    const auto found = database.collection(notifications).find_one(Document{{"_id", id}});
    return found ? std::optional(notification_of(*found)) : std::nullopt;
}

std::optional<Notification> by_topic(mongo::Database& database, const Notification& like) {
    const auto found =
        database.collection(notifications)
            .find_one(Document{{"booking_id", like.booking_id}, {"topic", like.topic}, {"channel", like.channel}});
    return found ? std::optional(notification_of(*found)) : std::nullopt;
}

std::vector<Notification> list(mongo::Database& database, const NotificationFilter& filter) {
    Document wanted{{"booking_id", filter.booking_id}, {"state", filter.state}};
    if (filter.before) wanted.append("_id", Document{{"$lt", *filter.before}});
    // Those that are under way are few, and have an index of their own.
    if (filter.state == State::QUEUED || filter.state == State::SENDING)
        wanted.append("due_at", Document{{"$exists", true}});
    return all_of(database.collection(notifications)
                      .find(wanted, {.sort = {{"_id", -1}}, .limit = static_cast<std::int64_t>(filter.limit)}));
}

}  // namespace boxoffice::notification::documents

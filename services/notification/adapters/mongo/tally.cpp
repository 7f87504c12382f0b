#include "services/notification/adapters/mongo/tally.hpp"

#include "services/notification/adapters/mongo/notification_documents.hpp"

namespace boxoffice::notification::tally {

using namespace std::chrono_literals;
using mongo::Document;

namespace {

constexpr auto tallies = "notification_tally";
constexpr auto name = "notifications";
constexpr auto settled_after = 60s;  // between an id's making and its storing, other clocks included
constexpr auto stride = 10s;

// The smallest id that could be made at that moment.
NotificationId first_id_at(Timestamp time) {
    NotificationId id;
    auto left = static_cast<std::uint64_t>(std::max<std::int64_t>(time.time_since_epoch().count(), 0));
    for (auto byte = 6; byte-- > 0; left >>= 8) id.value.bytes[static_cast<std::size_t>(byte)] = left & 0xFF;
    return id;
}

Document since(NotificationId from) { return Document{{"_id", Document{{"$gte", from}}}}; }
Document between(NotificationId from, NotificationId to) {
    return Document{{"_id", Document{{"$gte", from}, {"$lt", to}}}};
}

struct Tally {
    NotificationId up_to{};
    std::int64_t stored = 0;
    std::optional<std::int64_t> resets;  ///< nothing: there is none yet
};

Tally read(mongo::Collection& collection) {
    const auto found = collection.find_one(Document{{"_id", name}});
    if (!found) return {};
    return {.up_to = found->view().get<NotificationId>("up_to"),
            .stored = found->view().get<std::int64_t>("stored"),
            .resets = found->view().get<std::int64_t>("resets")};
}

// Whoever read the same tally would write the same; of two, and after a reset, the later changes nothing.
void advance(mongo::Collection& collection, const Tally& tally, NotificationId up_to, std::int64_t more) {
    const auto stored = tally.stored + more;
    if (!tally.resets)
        collection.insert_if_absent(
            Document{{"_id", name}, {"up_to", up_to}, {"stored", stored}, {"resets", std::int64_t{0}}});
    else
        collection.update_one(Document{{"_id", name}, {"up_to", tally.up_to}, {"resets", *tally.resets}},
                              Document{{"$set", Document{{"up_to", up_to}, {"stored", stored}}}});
}

}  // namespace

std::int64_t count(mongo::Database& database, Timestamp now) {
    auto collection = database.collection(tallies);
    auto all = database.collection(documents::notifications);
    const auto tally = read(collection);
    const auto settled = first_id_at(now - settled_after);
    if (tally.up_to >= first_id_at(now - settled_after - stride)) return tally.stored + all.count(since(tally.up_to));
    const auto more = all.count(between(tally.up_to, settled));
    advance(collection, tally, settled, more);
    return tally.stored + more + all.count(since(settled));
}

void note(mongo::Database& database, const std::vector<Notification>& stored, Timestamp now) {
    const auto expected = first_id_at(now - settled_after / 2);
    if (std::ranges::any_of(stored, [&](const Notification& one) { return one.id < expected; }))
        database.collection(tallies).update_one(
            Document{{"_id", name}},
            Document{{"$set", Document{{"up_to", NotificationId{}}, {"stored", std::int64_t{0}}}},
                     {"$inc", Document{{"resets", std::int64_t{1}}}}},
            mongo::Upsert::yes);
}

}  // namespace boxoffice::notification::tally

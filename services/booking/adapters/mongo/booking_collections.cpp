#include "services/booking/adapters/mongo/booking_collections.hpp"

namespace boxoffice::booking::collections {

namespace {

constexpr std::int64_t version = 1;

// Each costs every write of a booking, since engines that keep a document as a whole write its entries anew; one into
// an array costs several times as much (`by_event` was one; hence the other name).
std::vector<mongo::Index> indexes_of_bookings() {
    using mongo::Document;
    return {{.name = "by_user", .keys = {{"user_id", 1}, {"_id", 1}}, .only_where = {}, .expires_after = {}},
            {.name = "of_event", .keys = {{"event_id", 1}, {"_id", 1}}, .only_where = {}, .expires_after = {}},
            {.name = "by_organizer", .keys = {{"org_id", 1}, {"_id", 1}}, .only_where = {}, .expires_after = {}},
            // Most bookings have nothing to do and no `due`.
            {.name = "by_due",
             .keys = {{"due", 1}},
             .only_where = {{"due", Document{{"$exists", true}}}},
             .expires_after = {}}};
}

std::vector<mongo::Index> indexes_of_keys() {
    return {{.name = "going", .keys = {{"kept_until", 1}}, .only_where = {}, .expires_after = std::chrono::seconds(0)}};
}

}  // namespace

void prepare(mongo::Database& database) {
    const std::array needed{mongo::Indexes{bookings, indexes_of_bookings()}, mongo::Indexes{keys, indexes_of_keys()}};
    mongo::prepare_schema(database, "booking", version, needed);
}

}  // namespace boxoffice::booking::collections

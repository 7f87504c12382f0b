#include "services/booking/tests/mongo_stores.hpp"

#include "services/booking/adapters/mongo/booking_collections.hpp"

namespace boxoffice::booking::test {

namespace {

class Scratch final : public testing::Environment {
public:
    void TearDown() override { database.reset(); }
    std::optional<mongo::ScratchDatabase> database;
};

// GoogleTest owns it.
Scratch& scratch = dynamic_cast<Scratch&>(*testing::AddGlobalTestEnvironment(new Scratch));

void empty(mongo::Database& database) {
    for (const auto* name :
         {collections::bookings, collections::keys, collections::closures, collections::reconciliation})
        database.collection(name).delete_many({});
}

}  // namespace

Secret scratch_address() {
    if (!scratch.database) scratch.database.emplace();
    return scratch.database->address();
}

std::shared_ptr<BookingStore> open_mongo(Loop& loop, Clock& clock, std::string folder) {
    static std::string last;
    auto instance = std::make_shared<MongoInstance>(loop, clock, scratch_address());
    if (last.empty()) run(loop, instance->store.prepare());
    if (last != folder) run(loop, instance->client.run([](mongo::Database& database) { empty(database); }));
    last = std::move(folder);
    return {instance, &instance->store};
}

}  // namespace boxoffice::booking::test

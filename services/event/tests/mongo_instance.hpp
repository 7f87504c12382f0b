#pragma once

#include "platform/async/run.hpp"
#include "platform/mongo/testing/scratch_database.hpp"
#include "services/event/adapters/mongo/collections.hpp"
#include "services/event/adapters/mongo/mongo_event_store.hpp"

namespace boxoffice::event::test {

/// The test program's database, with no event in it.
inline const mongo::ScratchDatabase& emptied_database() {
    static const mongo::ScratchDatabase scratch;
    Loop loop;
    mongo::Client client(loop, scratch.address());
    run(loop, client.run([](mongo::Database& database) {
        for (const auto* name :
             {inventories_collection, events_collection, allocations_collection, keys_collection, imports_collection})
            database.collection(name).delete_many({});
    }));
    return scratch;
}

struct MongoClient {
    mongo::Client client;
};

/// A store with a client of its own, as each instance of the service has one.
class MongoInstance final : private MongoClient, public MongoEventStore {
public:
    MongoInstance(Loop& loop, const Secret& address)
        : MongoClient{{loop, address, {.answer_within = std::chrono::seconds(20)}}}, MongoEventStore(loop, client) {
        run(loop, prepare());
    }
};

}  // namespace boxoffice::event::test

#pragma once

#include "platform/async/run.hpp"
#include "platform/mongo/testing/scratch_database.hpp"
#include "platform/testing/clocks.hpp"
#include "services/notification/adapters/mongo/mongo_notification_store.hpp"

namespace boxoffice::notification {

/// One instance's store with a client of its own.
struct MongoInstance {
    MongoInstance(Loop& given_loop, const mongo::ScratchDatabase& database)
        : loop(given_loop), client(loop, database.address(), {.threads = 2}) {
        run(loop, store.prepare());
    }

    /// Runs a function of mongo::Database& on the client's thread.
    template <class Work>
    auto with(Work work) {
        return run(loop, client.run(std::move(work)));
    }

    Loop& loop;
    StandingClock clock;
    mongo::Client client;
    MongoNotificationStore store{client, clock};
};

}  // namespace boxoffice::notification

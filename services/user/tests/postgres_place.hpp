#pragma once

#include "platform/postgres/testing/test_database.hpp"
#include "platform/problem/unavailable.hpp"
#include "services/user/adapters/postgres/postgres_user_store.hpp"
#include "services/user/tests/user_store_contract.hpp"

namespace boxoffice::user {

/// The database that the tests of a program share one after another.
inline const postgres::TestDatabase& test_database() {
    static const postgres::TestDatabase one;
    return one;
}

/// One instance of the user service, as far as its store goes.
struct Instance {
    explicit Instance(Loop& loop, postgres::Options options = {}) : pool(loop, test_database().url(), options) {}

    postgres::Pool pool;
    PostgresUserStore store{pool};
};

/// Gives the test an empty database with the schema in place.
inline void empty_test_database() {
    Loop loop;
    Instance instance(loop);
    run(loop, instance.store.prepare());
    test_database().run(
        "DELETE FROM sessions; DELETE FROM users; DELETE FROM revocations; DELETE FROM signing_keys;"
        "DELETE FROM idempotency_keys; UPDATE revocation_sequence SET last = 0");
}

}  // namespace boxoffice::user

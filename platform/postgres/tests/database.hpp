#pragma once

#include "platform/async/run.hpp"
#include "platform/postgres/pool.hpp"
#include "platform/postgres/testing/test_database.hpp"
#include "platform/problem/unavailable.hpp"
#include "platform/testing/turning.hpp"

#include <gmock/gmock.h>

namespace boxoffice::postgres {

/// A pool on an empty database, which the tests of a program share one after another.
class OnDatabase : public testing::Test {
protected:
    OnDatabase() { database().clear(); }

    static const TestDatabase& database() {
        static const TestDatabase one;
        return one;
    }

    /// Options for one connection, so that it is known who has it.
    static Options one_connection() { return {.connections_max = 1}; }

    Loop loop_;
    Pool pool_{loop_, database().url(), {}};
};

}  // namespace boxoffice::postgres

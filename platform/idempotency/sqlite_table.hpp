#pragma once

#include "platform/idempotency/idempotency.hpp"
#include "platform/sqlite/connection.hpp"

namespace boxoffice {

/// The table of kept answers that a service's SQLite file has: two tables by day, of which the older is emptied as a
/// whole when the day turns, so that a key is kept 24 to 48 hours. Used inside the transaction of what the key guards.
class IdempotencyTable {
public:
    /// The statements for the store's migrations.
    static const char* schema();

    struct Found {
        KeyUse use = KeyUse::fresh;
        KeptAnswer answer;  ///< with `replayed`
    };
    static Found find(sqlite::Connection& connection, const IdempotencyKey& key);
    /// Keeps the answer; call only after `find` said `fresh` in the same transaction.
    static void keep(sqlite::Connection& connection, const IdempotencyKey& key, const KeptAnswer& answer,
                     Timestamp now);
};

}  // namespace boxoffice

#include "services/event/adapters/sqlite/schema.hpp"

#include "platform/idempotency/sqlite_table.hpp"

#include <array>

namespace boxoffice::event {

namespace {

// Registers are indexed by holder only where a limit asks for it (`limited`): each would dirty a page of its own.
// Description is the last column: a search that reads the rows does not follow it into overflow pages.
constexpr const char* events_and_inventories = R"(
    CREATE TABLE event (
        id              BLOB NOT NULL UNIQUE,
        tenant          TEXT NOT NULL,
        organizer_id    BLOB NOT NULL,
        edit            INTEGER NOT NULL,
        listed          INTEGER NOT NULL,
        starts_at       INTEGER NOT NULL,
        ends_at         INTEGER,
        time_zone       TEXT NOT NULL,
        all_day         INTEGER NOT NULL,
        created_at      INTEGER NOT NULL,
        updated_at      INTEGER NOT NULL,
        search          TEXT NOT NULL,
        topic_key       TEXT NOT NULL,
        city_key        TEXT,
        country_key     TEXT,
        name            TEXT NOT NULL,
        venue           TEXT,
        city            TEXT,
        country         TEXT,
        url             TEXT,
        topics          TEXT NOT NULL,
        import_identity BLOB,
        import_content  BLOB,
        description     TEXT
    ) STRICT;
    CREATE INDEX event_listed ON event (starts_at, id) WHERE listed = 1;
    CREATE UNIQUE INDEX event_import ON event (import_identity) WHERE import_identity IS NOT NULL;
    CREATE TABLE inventory (
        id             BLOB PRIMARY KEY,
        event_id       BLOB NOT NULL,
        v              INTEGER NOT NULL,
        state          INTEGER NOT NULL,
        per_holder_max INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE pool (
        inventory_id BLOB NOT NULL,
        pool_id      TEXT NOT NULL,
        capacity     INTEGER NOT NULL,
        held         INTEGER NOT NULL,
        sold         INTEGER NOT NULL,
        PRIMARY KEY (inventory_id, pool_id),
        CHECK (held >= 0 AND sold >= 0 AND held + sold <= capacity)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE ticket_type (
        inventory_id BLOB NOT NULL,
        type_id      TEXT NOT NULL,
        price        INTEGER NOT NULL,
        currency     TEXT NOT NULL,
        pools        TEXT NOT NULL,
        PRIMARY KEY (inventory_id, type_id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE allocation (
        inventory_id BLOB NOT NULL,
        booking_id   BLOB NOT NULL,
        n            INTEGER NOT NULL,
        held         TEXT NOT NULL,
        sold         TEXT NOT NULL,
        unit_price   TEXT NOT NULL,
        holder       TEXT NOT NULL,
        tickets      INTEGER NOT NULL,
        limited      INTEGER NOT NULL,
        PRIMARY KEY (inventory_id, booking_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX allocation_holder ON allocation (inventory_id, holder) WHERE limited = 1;
    CREATE TABLE closure (
        number   INTEGER PRIMARY KEY,
        event_id BLOB NOT NULL UNIQUE
    ) STRICT;
)";

}  // namespace

std::span<const sqlite::Migration> migrations() {
    static const std::array steps{sqlite::Migration{1, events_and_inventories},
                                  sqlite::Migration{2, IdempotencyTable::schema()}};
    return steps;
}

}  // namespace boxoffice::event

#include "services/booking/adapters/sqlite/booking_schema.hpp"

namespace boxoffice::booking {

namespace {

// Keys stand in two tables by day: the older is emptied as a whole when the day turns, so a key is kept 24 to 48 hours.
constexpr sqlite::Migration migrations[] = {{1, R"sql(
CREATE TABLE booking (
    id BLOB NOT NULL,
    rev INTEGER NOT NULL,
    status INTEGER NOT NULL,
    phase INTEGER NOT NULL,
    user_id BLOB NOT NULL,
    organizer_id BLOB NOT NULL,
    event_id BLOB NOT NULL,
    todo INTEGER NOT NULL,
    due INTEGER,
    keyed INTEGER NOT NULL,
    document TEXT NOT NULL,
    answer_status INTEGER,
    answer_body TEXT,
    answer_location TEXT
);
CREATE UNIQUE INDEX booking_by_id ON booking (id);
CREATE INDEX booking_by_user ON booking (user_id, id);
CREATE INDEX booking_by_organizer ON booking (organizer_id, id);
CREATE INDEX booking_by_event ON booking (event_id, id);
CREATE INDEX booking_by_due ON booking (due) WHERE due IS NOT NULL;

CREATE TABLE booking_key_even (id BLOB PRIMARY KEY, fingerprint BLOB NOT NULL, booking_id BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE booking_key_odd (id BLOB PRIMARY KEY, fingerprint BLOB NOT NULL, booking_id BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE booking_key_day (only INTEGER PRIMARY KEY CHECK (only = 1), day INTEGER NOT NULL);
INSERT INTO booking_key_day VALUES (1, 0);

CREATE TABLE outbox (sequence INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL);
CREATE TABLE closure (event_id BLOB PRIMARY KEY, cursor BLOB) WITHOUT ROWID;
CREATE TABLE reconciliation (only INTEGER PRIMARY KEY CHECK (only = 1), sequence INTEGER NOT NULL);
INSERT INTO reconciliation VALUES (1, 0);
)sql"}};

}  // namespace

std::span<const sqlite::Migration> booking_migrations() { return migrations; }

}  // namespace boxoffice::booking

#include "services/booking/adapters/sqlite/booking_schema.hpp"

namespace boxoffice::booking {

namespace {

// Keys stand in two tables by day: the older is emptied as a whole when the day turns, so a key is kept 24 to 48 hours.
constexpr auto bookings_keys_and_outbox = R"sql(
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
)sql";

// What is still to be done stands apart: the rows are few and small, and what is done need not rewrite the document.
constexpr auto todo_apart = R"sql(
CREATE TABLE unfinished (
    id BLOB PRIMARY KEY,
    rev INTEGER NOT NULL,
    settled INTEGER NOT NULL,
    todo INTEGER NOT NULL,
    due INTEGER
) WITHOUT ROWID;
INSERT INTO unfinished SELECT id, rev, phase = 0, todo, due FROM booking WHERE due IS NOT NULL OR todo <> 0;
DROP INDEX booking_by_due;
ALTER TABLE booking DROP COLUMN phase;
ALTER TABLE booking DROP COLUMN todo;
ALTER TABLE booking DROP COLUMN due;
CREATE VIEW whole_booking AS
    SELECT booking.id, booking.rev, status, user_id, organizer_id, event_id, coalesce(todo, 0) AS todo, due, keyed, document
    FROM booking LEFT JOIN unfinished ON unfinished.id = booking.id;
)sql";

constexpr sqlite::Migration migrations[] = {{1, bookings_keys_and_outbox}, {2, todo_apart}};

}  // namespace

std::span<const sqlite::Migration> booking_migrations() { return migrations; }

}  // namespace boxoffice::booking

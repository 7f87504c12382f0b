#include "services/booking/adapters/sqlite/sqlite_booking_store.hpp"

#include "platform/guards/guards.hpp"
#include "platform/problem/unavailable.hpp"
#include "services/booking/adapters/sqlite/booking_rows.hpp"
#include "services/booking/adapters/sqlite/booking_schema.hpp"

namespace boxoffice::booking {

namespace {

constexpr auto postpone_sql = "UPDATE unfinished SET due = ? WHERE id = ? AND rev = ? AND due IS NOT NULL";
constexpr auto keep_answer_sql =
    "UPDATE booking SET answer_status = ?, answer_body = ?, answer_location = ? "
    "WHERE id = ? AND answer_status IS NULL AND keyed";
constexpr auto lose_key_sql = "UPDATE booking SET keyed = 0 WHERE id = ?";
constexpr auto find_answer_sql = "SELECT answer_status, answer_body, answer_location FROM booking WHERE id = ?";
constexpr auto due_sql =
    "SELECT id, booking.rev, todo, due, keyed, document "
    "FROM (SELECT id, todo, due FROM unfinished WHERE due <= ? ORDER BY due LIMIT ?) JOIN booking USING (id) ORDER BY "
    "due";
constexpr auto claim_sql = "UPDATE unfinished SET due = ? WHERE id = ?";
// One statement for every combination of filters would use no index; the leading condition is chosen by the caller.
constexpr auto list_by_user_sql =
    "SELECT id, rev, todo, due, keyed, document FROM whole_booking WHERE user_id = ?1 AND (?2 IS NULL OR organizer_id "
    "= ?2) "
    "AND (?3 IS NULL OR event_id = ?3) AND (?4 IS NULL OR status = ?4) AND id < ?5 ORDER BY id DESC LIMIT ?6";
constexpr auto list_by_event_sql =
    "SELECT id, rev, todo, due, keyed, document FROM whole_booking WHERE (?1 IS NULL OR user_id = ?1) "
    "AND (?2 IS NULL OR organizer_id = ?2) AND event_id = ?3 AND (?4 IS NULL OR status = ?4) AND id < ?5 "
    "ORDER BY id DESC LIMIT ?6";
constexpr auto list_by_organizer_sql =
    "SELECT id, rev, todo, due, keyed, document FROM whole_booking WHERE (?1 IS NULL OR user_id = ?1) AND organizer_id "
    "= ?2 "
    "AND (?3 IS NULL OR event_id = ?3) AND (?4 IS NULL OR status = ?4) AND id < ?5 ORDER BY id DESC LIMIT ?6";
constexpr auto list_all_sql =
    "SELECT id, rev, todo, due, keyed, document FROM whole_booking WHERE (?1 IS NULL OR user_id = ?1) "
    "AND (?2 IS NULL OR organizer_id = ?2) AND (?3 IS NULL OR event_id = ?3) AND (?4 IS NULL OR status = ?4) "
    "AND id < ?5 ORDER BY id DESC LIMIT ?6";
constexpr auto of_event_sql =
    "SELECT id, rev, todo, due, keyed, document FROM whole_booking WHERE event_id = ? AND id > ? ORDER BY id LIMIT ?";

const BookingId first_id{};

BookingId last_id() {
    BookingId id;
    id.value.bytes.fill(0xff);
    return id;
}

const char* list_sql(const BookingStore::Filter& filter) {
    if (filter.user_id) return list_by_user_sql;
    if (filter.event_id) return list_by_event_sql;
    return filter.organizer_id ? list_by_organizer_sql : list_all_sql;
}

std::optional<KeptAnswer> read_answer(sqlite::Connection& connection, BookingId id) {
    auto rows = connection.query(find_answer_sql, id);
    if (!rows.next() || rows.is_null(0)) return std::nullopt;
    return KeptAnswer{.status = static_cast<int>(rows.integer(0)), .body = rows.text(1), .location = rows.text(2)};
}

}  // namespace

SqliteBookingStore::SqliteBookingStore(Loop& loop, Clock& clock, const std::string& path)
    : clock_(clock), store_(loop, path, booking_migrations()) {}

Task<std::optional<BookingStore::Key>> SqliteBookingStore::insert(Booking booking, std::optional<IdempotencyKey> key) {
    if (left_out(Guard::idempotency_key)) key.reset();
    return store_.write([booking = std::move(booking), key, now = clock_.now()](sqlite::Connection& connection) {
        if (key)
            if (auto known = rows::find_key(connection, key->id)) return known;
        if (key) rows::insert_key(connection, *key, booking.id, now);
        if (rows::insert(connection, booking)) return std::optional<Key>();
        return std::optional(Key{.fingerprint = key ? key->fingerprint : Digest{}, .booking_id = booking.id});
    });
}

Task<std::optional<BookingStore::Key>> SqliteBookingStore::find_key(Digest key_id) {
    return store_.read([key_id](sqlite::Connection& connection) { return rows::find_key(connection, key_id); });
}

Task<bool> SqliteBookingStore::renew_key(Digest key_id, BookingId ended, Booking fresh) {
    return store_.write([key_id, ended, fresh = std::move(fresh)](sqlite::Connection& connection) {
        const auto key = rows::find_key(connection, key_id);
        if (!key || key->booking_id != ended || read_answer(connection, ended)) return false;
        connection.run(lose_key_sql, ended);
        rows::point_key(connection, key_id, fresh.id);
        return rows::insert(connection, fresh);
    });
}

Task<std::optional<Booking>> SqliteBookingStore::find(BookingId id) {
    return store_.read([id](sqlite::Connection& connection) { return rows::find(connection, id); });
}

Task<bool> SqliteBookingStore::decide(Decision decision) {
    return store_.write([decision = std::move(decision)](sqlite::Connection& connection) {
        return rows::decide(connection, decision);
    });
}

Task<bool> SqliteBookingStore::note(Booking booking) {
    return store_.write(
        [booking = std::move(booking)](sqlite::Connection& connection) { return rows::note(connection, booking); });
}

Task<> SqliteBookingStore::settle(BookingId id, int rev, Todo done) {
    return store_.write_unhurried(
        [id, rev, done](sqlite::Connection& connection) { rows::settle(connection, id, rev, done); });
}

Task<bool> SqliteBookingStore::postpone(BookingId id, int rev, Timestamp due) {
    return store_.write(
        [id, rev, due](sqlite::Connection& connection) { return connection.run(postpone_sql, due, id, rev) == 1; });
}

Task<KeptAnswer> SqliteBookingStore::keep_answer(BookingId id, KeptAnswer answer) {
    return store_.write([id, answer = std::move(answer)](sqlite::Connection& connection) {
        connection.run(keep_answer_sql, answer.status, answer.body, answer.location, id);
        auto kept = read_answer(connection, id);
        if (!kept) throw Unavailable("the key has gone to another booking");
        return *kept;
    });
}

Task<std::optional<KeptAnswer>> SqliteBookingStore::find_answer(BookingId id) {
    return store_.read([id](sqlite::Connection& connection) { return read_answer(connection, id); });
}

Task<std::vector<Booking>> SqliteBookingStore::claim_due(Timestamp now, Timestamp until, std::size_t most) {
    return store_.write([now, until, most](sqlite::Connection& connection) {
        auto bookings = rows::read_all(connection.query(due_sql, now, most));
        for (auto& booking : bookings) {
            connection.run(claim_sql, until, booking.id);
            booking.due = until;
        }
        return bookings;
    });
}

Task<std::vector<Booking>> SqliteBookingStore::list(Filter filter, std::optional<BookingId> before, std::size_t most) {
    return store_.read([filter, before, most](sqlite::Connection& connection) {
        std::optional<int> status;
        if (filter.status) status = static_cast<int>(*filter.status);
        return rows::read_all(connection.query(list_sql(filter), filter.user_id, filter.organizer_id, filter.event_id,
                                               status, before.value_or(last_id()), most));
    });
}

Task<> SqliteBookingStore::begin_closure(EventId event_id) {
    return store_.write([event_id](sqlite::Connection& connection) {
        connection.run("INSERT OR IGNORE INTO closure VALUES (?, NULL)", event_id);
    });
}

Task<std::vector<BookingStore::Closure>> SqliteBookingStore::closures() {
    return store_.read([](sqlite::Connection& connection) {
        std::vector<Closure> closures;
        auto rows = connection.query("SELECT event_id, cursor FROM closure");
        while (rows.next()) {
            Closure closure{.event_id = EventId{rows.uuid(0)}, .cursor = {}};
            if (!rows.is_null(1)) closure.cursor = BookingId{rows.uuid(1)};
            closures.push_back(closure);
        }
        return closures;
    });
}

Task<> SqliteBookingStore::move_closure(Closure closure) {
    return store_.write([closure](sqlite::Connection& connection) {
        connection.run("UPDATE closure SET cursor = ? WHERE event_id = ?", closure.cursor, closure.event_id);
    });
}

Task<> SqliteBookingStore::end_closure(EventId event_id) {
    return store_.write([event_id](sqlite::Connection& connection) {
        connection.run("DELETE FROM closure WHERE event_id = ?", event_id);
    });
}

Task<std::vector<Booking>> SqliteBookingStore::of_event(EventId event_id, std::optional<BookingId> cursor,
                                                        std::size_t most) {
    return store_.read([event_id, cursor, most](sqlite::Connection& connection) {
        return rows::read_all(connection.query(of_event_sql, event_id, cursor.value_or(first_id), most));
    });
}

Task<std::int64_t> SqliteBookingStore::reconciled_to() {
    return store_.read([](sqlite::Connection& connection) {
        auto rows = connection.query("SELECT sequence FROM reconciliation");
        return rows.next() ? rows.integer(0) : std::int64_t{0};
    });
}

Task<> SqliteBookingStore::reconcile_to(std::int64_t sequence) {
    return store_.write([sequence](sqlite::Connection& connection) {
        connection.run("UPDATE reconciliation SET sequence = ?", sequence);
    });
}

Task<std::vector<OutboxQueue::Row>> SqliteBookingStore::rows_after(std::int64_t sequence, std::size_t most) {
    return store_.read([sequence, most](sqlite::Connection& connection) {
        std::vector<Row> found;
        auto rows = connection.query("SELECT sequence, body FROM outbox WHERE sequence > ? ORDER BY sequence LIMIT ?",
                                     sequence, most);
        while (rows.next()) found.push_back({.sequence = rows.integer(0), .body = rows.text(1)});
        return found;
    });
}

Task<> SqliteBookingStore::acknowledge(std::vector<std::int64_t> sequences) {
    return store_.write_unhurried([sequences = std::move(sequences)](sqlite::Connection& connection) {
        for (const auto sequence : sequences) connection.run("DELETE FROM outbox WHERE sequence = ?", sequence);
    });
}

Task<std::vector<SqliteBookingStore::KeptKey>> SqliteBookingStore::kept_keys() {
    return store_.read([](sqlite::Connection& connection) {
        std::vector<KeptKey> kept;
        auto rows = connection.query(
            "SELECT id, fingerprint, booking_id FROM booking_key_even UNION ALL "
            "SELECT id, fingerprint, booking_id FROM booking_key_odd");
        while (rows.next()) {
            KeptKey one{.key = {}, .booking_id = BookingId{rows.uuid(2)}};
            std::ranges::copy(rows.blob(0), one.key.id.begin());
            std::ranges::copy(rows.blob(1), one.key.fingerprint.begin());
            kept.push_back(one);
        }
        return kept;
    });
}

}  // namespace boxoffice::booking

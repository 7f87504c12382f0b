#include "services/booking/adapters/sqlite/booking_rows.hpp"

#include "platform/json/read.hpp"
#include "platform/json/write.hpp"
#include "services/booking/domain/message.hpp"

namespace boxoffice::booking::rows {

namespace {

constexpr auto insert_sql =
    "INSERT INTO booking (id, rev, status, user_id, organizer_id, event_id, keyed, document) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING";
constexpr auto find_sql = "SELECT id, rev, todo, due, keyed, document FROM whole_booking WHERE id = ?";
// An answer that was given stays.
constexpr auto decide_sql =
    "UPDATE booking SET rev = ?1, status = ?2, document = ?3, answer_status = coalesce(answer_status, ?6), "
    "answer_body = iif(answer_status IS NULL, ?7, answer_body), "
    "answer_location = iif(answer_status IS NULL, ?8, answer_location) WHERE id = ?4 AND rev = ?1 - 1 "
    "AND (?5 IS NULL OR ?5 = (SELECT due FROM unfinished WHERE id = ?4))";
constexpr auto note_sql = "UPDATE booking SET document = ? WHERE id = ? AND rev = ?";
constexpr auto write_unfinished_sql = "INSERT OR REPLACE INTO unfinished VALUES (?, ?, ?, ?, ?)";
constexpr auto finish_sql = "DELETE FROM unfinished WHERE id = ?";
constexpr auto finish_settled_sql = "DELETE FROM unfinished WHERE id = ?1 AND rev = ?2 AND settled AND todo & ~?3 = 0";
constexpr auto take_out_sql = "UPDATE unfinished SET todo = todo & ~?3 WHERE id = ?1 AND rev = ?2";
constexpr auto outbox_sql = "INSERT INTO outbox (body) VALUES (?)";

constexpr auto find_even_sql = "SELECT fingerprint, booking_id FROM booking_key_even WHERE id = ?";
constexpr auto find_odd_sql = "SELECT fingerprint, booking_id FROM booking_key_odd WHERE id = ?";
constexpr auto insert_even_sql = "INSERT INTO booking_key_even VALUES (?, ?, ?)";
constexpr auto insert_odd_sql = "INSERT INTO booking_key_odd VALUES (?, ?, ?)";
constexpr auto point_even_sql = "UPDATE booking_key_even SET booking_id = ? WHERE id = ?";
constexpr auto point_odd_sql = "UPDATE booking_key_odd SET booking_id = ? WHERE id = ?";

std::int64_t day_of(Timestamp now) {
    return std::chrono::duration_cast<std::chrono::days>(now.time_since_epoch()).count();
}

/// Makes the table of today ready: when the day has turned, what stands in it is two days old.
void turn_day(sqlite::Connection& connection, std::int64_t day) {
    const auto turned = connection.run("UPDATE booking_key_day SET day = ?1 WHERE day < ?1", day);
    if (turned == 0) return;
    connection.execute(day % 2 == 0 ? "DELETE FROM booking_key_even" : "DELETE FROM booking_key_odd");
}

void write_unfinished(sqlite::Connection& connection, const Booking& booking) {
    if (booking.due || !booking.todo.empty())
        connection.run(write_unfinished_sql, booking.id, booking.rev, booking.phase == Phase::SETTLED,
                       booking.todo.bits(), booking.due);
    else
        connection.run(finish_sql, booking.id);
}

std::optional<BookingStore::Key> read_key(sqlite::Rows rows) {
    if (!rows.next()) return std::nullopt;
    BookingStore::Key key;
    const auto fingerprint = rows.blob(0);
    std::copy_n(fingerprint.begin(), std::min(fingerprint.size(), key.fingerprint.size()), key.fingerprint.begin());
    key.booking_id = BookingId{rows.uuid(1)};
    return key;
}

}  // namespace

Booking read(sqlite::Rows& rows) {
    auto booking = json::read_stored<Booking>(rows.text(5));
    booking.id = BookingId{rows.uuid(0)};
    booking.rev = static_cast<int>(rows.integer(1));
    booking.todo = Todo::from_bits(static_cast<std::uint8_t>(rows.integer(2)));
    booking.due = rows.optional_time(3);
    booking.keyed = rows.integer(4) != 0;
    return booking;
}

std::vector<Booking> read_all(sqlite::Rows rows) {
    std::vector<Booking> bookings;
    while (rows.next()) bookings.push_back(read(rows));
    return bookings;
}

bool insert(sqlite::Connection& connection, const Booking& booking) {
    const auto inserted =
        connection.run(insert_sql, booking.id, booking.rev, static_cast<int>(booking.status), booking.user_id,
                       booking.organizer_id, booking.event_id, booking.keyed, json::write(booking));
    if (inserted == 0) return false;
    write_unfinished(connection, booking);
    return true;
}

std::optional<Booking> find(sqlite::Connection& connection, BookingId id) {
    auto rows = connection.query(find_sql, id);
    return rows.next() ? std::optional(read(rows)) : std::nullopt;
}

bool decide(sqlite::Connection& connection, const BookingStore::Decision& decision) {
    const auto& next = decision.next;
    std::optional<int> answer_status;
    std::optional<std::string_view> answer_body;
    std::optional<std::string_view> answer_location;
    if (const auto& answer = decision.answer) {
        answer_status = answer->status;
        answer_body = answer->body;
        answer_location = answer->location;
    }
    const auto changed = connection.run(decide_sql, next.rev, static_cast<int>(next.status), json::write(next), next.id,
                                        decision.due, answer_status, answer_body, answer_location);
    if (changed == 0) return false;
    write_unfinished(connection, next);
    for (const auto& entry : next.outbox)
        if (entry.rev == next.rev) connection.run(outbox_sql, json::write(compose(next, entry)));
    return true;
}

bool note(sqlite::Connection& connection, const Booking& booking) {
    if (connection.run(note_sql, json::write(booking), booking.id, booking.rev) == 0) return false;
    write_unfinished(connection, booking);
    return true;
}

void settle(sqlite::Connection& connection, BookingId id, int rev, Todo done) {
    if (connection.run(finish_settled_sql, id, rev, done.bits()) == 0)
        connection.run(take_out_sql, id, rev, done.bits());
}

std::optional<BookingStore::Key> find_key(sqlite::Connection& connection, const Digest& key_id) {
    auto key = read_key(connection.query(find_even_sql, key_id));
    return key ? key : read_key(connection.query(find_odd_sql, key_id));
}

void insert_key(sqlite::Connection& connection, const IdempotencyKey& key, BookingId booking_id, Timestamp now) {
    const auto day = day_of(now);
    turn_day(connection, day);
    connection.run(day % 2 == 0 ? insert_even_sql : insert_odd_sql, key.id, key.fingerprint, booking_id);
}

void point_key(sqlite::Connection& connection, const Digest& key_id, BookingId booking_id) {
    if (connection.run(point_even_sql, booking_id, key_id) == 0) connection.run(point_odd_sql, booking_id, key_id);
}

}  // namespace boxoffice::booking::rows

#include "services/notification/adapters/sqlite/notification_rows.hpp"

#include "platform/guards/guards.hpp"
#include "platform/idempotency/sqlite_table.hpp"

#include <limits>

namespace boxoffice::notification::rows {

namespace {

constexpr const char* schema = R"(
    CREATE TABLE notification (
        sequence   INTEGER PRIMARY KEY,
        id         BLOB NOT NULL,
        booking_id TEXT NOT NULL,
        topic      TEXT NOT NULL,
        channel    INTEGER NOT NULL,
        status     TEXT NOT NULL,
        kind       INTEGER NOT NULL,
        recipient  TEXT NOT NULL,
        trace_id   BLOB NOT NULL,
        state      INTEGER NOT NULL,
        attempts   INTEGER NOT NULL,
        due_at     INTEGER CHECK ((due_at IS NOT NULL) = (state IN (0, 1))),
        sent_at    INTEGER,
        created_at INTEGER NOT NULL,
        last_error TEXT
    ) STRICT;
    CREATE TABLE body (sequence INTEGER PRIMARY KEY REFERENCES notification (sequence), text TEXT NOT NULL) STRICT;
    CREATE UNIQUE INDEX notification_topic ON notification (booking_id, topic, channel);
    CREATE INDEX notification_due ON notification (channel, due_at) WHERE due_at IS NOT NULL;
    CREATE INDEX notification_failed ON notification (sequence) WHERE state = 3;
    CREATE TABLE tally (stored INTEGER NOT NULL) STRICT;
    INSERT INTO tally VALUES (0);
)";

// Apart from the bodies, rows are small, so that settling them rewrites few pages.
#define NOTIFICATION_COLUMNS                                                                                \
    "id, booking_id, topic, channel, status, kind, recipient, trace_id, state, attempts, due_at, sent_at, " \
    "created_at, last_error"
#define WITH_BODY NOTIFICATION_COLUMNS ", (SELECT text FROM body WHERE body.sequence = notification.sequence) AS body"

#define INSERT_NOTIFICATION                                     \
    "INSERT INTO notification (sequence, " NOTIFICATION_COLUMNS \
    ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "      \
    "?)"
constexpr const char* insert_new_topic = INSERT_NOTIFICATION " ON CONFLICT (booking_id, topic, channel) DO NOTHING";
constexpr const char* insert_any = INSERT_NOTIFICATION;
constexpr const char* any_topic_twice =
    "DROP INDEX notification_topic; CREATE INDEX notification_topic ON notification (booking_id, topic, channel);";
constexpr const char* insert_body = "INSERT INTO body (sequence, text) VALUES (?, ?)";
constexpr const char* raise_tally = "UPDATE tally SET stored = stored + ?";
constexpr const char* read_tally = "SELECT stored FROM tally";
constexpr const char* select_by_sequence = "SELECT " WITH_BODY " FROM notification WHERE sequence = ? AND id = ?";
constexpr const char* select_by_topic =
    "SELECT " WITH_BODY " FROM notification WHERE booking_id = ? AND topic = ? AND channel = ?";
// Behind the topic itself come its resends: '+' and ',' are neighbours.
constexpr const char* count_series =
    "SELECT count(*) FROM notification WHERE booking_id = ?1 AND channel = ?3 "
    "AND (topic = ?2 OR (topic >= ?2 || '+' AND topic < ?2 || ','))";
constexpr const char* newest_of_series =
    "SELECT " WITH_BODY
    " FROM notification WHERE booking_id = ?1 AND (topic = ?2 OR (topic >= ?2 || '+' AND topic < ?2 || ',')) "
    "ORDER BY length(body) DESC, sequence DESC LIMIT 1";
constexpr const char* list_newest =
    "SELECT " WITH_BODY
    " FROM notification WHERE sequence < ?1 AND (?3 IS NULL OR state = ?3) ORDER BY sequence DESC LIMIT ?2";
constexpr const char* list_by_booking =
    "SELECT " WITH_BODY
    " FROM notification WHERE booking_id = ?4 AND sequence < ?1 AND (?3 IS NULL OR state = ?3) "
    "ORDER BY sequence DESC LIMIT ?2";
constexpr const char* list_unfinished =
    "SELECT " WITH_BODY
    " FROM notification WHERE due_at IS NOT NULL AND sequence < ?1 AND state = ?3 ORDER BY sequence DESC LIMIT ?2";
constexpr const char* list_failed =
    "SELECT " WITH_BODY " FROM notification WHERE state = 3 AND sequence < ?1 ORDER BY sequence DESC LIMIT ?2";
constexpr const char* select_due =
    "SELECT " WITH_BODY
    " FROM notification WHERE channel = ? AND due_at <= ? AND due_at IS NOT NULL ORDER BY due_at LIMIT ?";
constexpr const char* lease =
    "UPDATE notification SET state = 1, attempts = attempts + 1, due_at = ? WHERE sequence = ?";
constexpr const char* prolong_lease =
    "UPDATE notification SET due_at = ? WHERE sequence = ? AND state = 1 AND attempts = ?";
constexpr const char* settle_attempt =
    "UPDATE notification SET state = ?, due_at = ?, sent_at = ?, last_error = coalesce(?, last_error) "
    "WHERE sequence = ? AND state = 1 AND attempts = ?";
constexpr const char* lapse = "UPDATE notification SET due_at = 0 WHERE due_at IS NOT NULL AND state = 1";

Notification notification_of(const sqlite::Rows& rows) {
    Notification notification{.id = {rows.uuid(0)},
                              .booking_id = rows.text(1),
                              .topic = rows.text(2),
                              .booking_status = rows.text(4),
                              .kind = static_cast<MessageKind>(rows.integer(5)),
                              .channel = static_cast<Channel>(rows.integer(3)),
                              .recipient = rows.text(6),
                              .body = std::make_shared<const std::string>(rows.text(14)),
                              .state = static_cast<State>(rows.integer(8)),
                              .attempts = static_cast<int>(rows.integer(9)),
                              .due_at = rows.optional_time(10),
                              .last_error = rows.optional_text(13),
                              .created_at = rows.time(12),
                              .sent_at = rows.optional_time(11)};
    notification.trace_id = rows.uuid(7).bytes;
    return notification;
}

std::vector<Notification> all_of(sqlite::Rows rows) {
    std::vector<Notification> notifications;
    while (rows.next()) notifications.push_back(notification_of(rows));
    return notifications;
}

std::optional<Notification> one_of(sqlite::Rows rows) {
    if (!rows.next()) return std::nullopt;
    return notification_of(rows);
}

int number(Channel channel) { return static_cast<int>(channel); }

}  // namespace

std::span<const sqlite::Migration> migrations() {
    static const std::string first =
        std::string(schema) + IdempotencyTable::schema() + (left_out(Guard::notification_topic) ? any_topic_twice : "");
    static const sqlite::Migration steps[] = {{1, first.c_str()}};
    return steps;
}

std::int64_t sequence_of(NotificationId id) {
    const auto& bytes = id.value.bytes;
    std::int64_t sequence = 0;
    for (std::size_t i = 0; i < 6; ++i) sequence = sequence << 8 | bytes[i];
    return sequence << 12 | (bytes[6] & 0x0F) << 8 | bytes[7];
}

bool insert(sqlite::Connection& connection, const Notification& n) {
    const auto sequence = sequence_of(n.id);
    const auto written = connection.run(left_out(Guard::notification_topic) ? insert_any : insert_new_topic, sequence,
                                        n.id, n.booking_id, n.topic, number(n.channel), n.booking_status,
                                        static_cast<int>(n.kind), n.recipient, n.trace_id, static_cast<int>(n.state),
                                        n.attempts, n.due_at, n.sent_at, n.created_at, n.last_error);
    if (written == 0) return false;
    connection.run(insert_body, sequence, *n.body);
    return true;
}

void add_to_count(sqlite::Connection& connection, std::int64_t added) {
    if (added != 0) connection.run(raise_tally, added);
}

std::int64_t count(sqlite::Connection& connection) {
    auto rows = connection.query(read_tally);
    rows.next();
    return rows.integer(0);
}

std::optional<Notification> by_id(sqlite::Connection& connection, NotificationId id) {
    return one_of(connection.query(select_by_sequence, sequence_of(id), id));
}

std::optional<Notification> by_topic(sqlite::Connection& connection, const Notification& like) {
    return one_of(connection.query(select_by_topic, like.booking_id, like.topic, number(like.channel)));
}

Series series_of(sqlite::Connection& connection, const Notification& like) {
    Series series{.newest = one_of(connection.query(newest_of_series, like.booking_id, like.topic))};
    auto rows = connection.query(count_series, like.booking_id, like.topic, number(like.channel));
    rows.next();
    series.size = rows.integer(0);
    return series;
}

std::vector<Notification> list(sqlite::Connection& connection, const NotificationFilter& filter) {
    const auto before = filter.before ? sequence_of(*filter.before) : std::numeric_limits<std::int64_t>::max();
    std::optional<int> state;
    if (filter.state) state = static_cast<int>(*filter.state);
    if (filter.booking_id)
        return all_of(connection.query(list_by_booking, before, filter.limit, state, *filter.booking_id));
    if (filter.state == State::QUEUED || filter.state == State::SENDING)
        return all_of(connection.query(list_unfinished, before, filter.limit, state));
    if (filter.state == State::FAILED) return all_of(connection.query(list_failed, before, filter.limit));
    return all_of(connection.query(list_newest, before, filter.limit, state));
}

std::vector<Notification> claim(sqlite::Connection& connection, Channel channel, Timestamp now, Timestamp lease_until,
                                std::size_t most) {
    auto claimed = all_of(connection.query(select_due, number(channel), now, most));
    for (auto& notification : claimed) {
        connection.run(lease, lease_until, sequence_of(notification.id));
        notification.state = State::SENDING;
        notification.due_at = lease_until;
        ++notification.attempts;
    }
    return claimed;
}

void prolong(sqlite::Connection& connection, const Claim& claim, Timestamp lease_until) {
    connection.run(prolong_lease, lease_until, sequence_of(claim.id), claim.attempt);
}

void settle(sqlite::Connection& connection, const Settlement& settlement) {
    std::optional<Timestamp> due_at;
    std::optional<Timestamp> sent_at;
    if (settlement.state == State::QUEUED) due_at = settlement.at;
    if (settlement.state == State::SENT) sent_at = settlement.at;
    connection.run(settle_attempt, static_cast<int>(settlement.state), due_at, sent_at, settlement.error,
                   sequence_of(settlement.id), settlement.attempt);
}

void end_leases(sqlite::Connection& connection) { connection.run(lapse); }

}  // namespace boxoffice::notification::rows

#include "services/payment/adapters/sqlite/sqlite_ledger.hpp"

#include "services/payment/adapters/sqlite/payment_rows.hpp"

#include <limits>

namespace boxoffice::payment {

namespace {

constexpr sqlite::Migration migrations[] = {{1, R"(
    CREATE TABLE payment (
        sequence   INTEGER PRIMARY KEY,
        id         BLOB NOT NULL,
        caller     TEXT NOT NULL,
        key        TEXT,
        user_id    TEXT NOT NULL,
        booking_id TEXT,
        amount     INTEGER NOT NULL CHECK (amount >= 0),
        currency   TEXT NOT NULL,
        method     INTEGER NOT NULL,
        status     INTEGER NOT NULL,
        refunded   INTEGER NOT NULL DEFAULT 0 CHECK (refunded BETWEEN 0 AND amount),
        trace_id   BLOB NOT NULL,
        created_at INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX payment_id ON payment (id);
    CREATE UNIQUE INDEX payment_key ON payment (key, caller) WHERE key IS NOT NULL;
    CREATE INDEX payment_booking ON payment (booking_id) WHERE booking_id IS NOT NULL;
    CREATE INDEX payment_not_approved ON payment (status) WHERE status <> 0;
    CREATE TABLE refund (
        id         BLOB NOT NULL,
        payment    INTEGER NOT NULL REFERENCES payment (sequence),
        caller     TEXT NOT NULL,
        key        TEXT,
        amount     INTEGER NOT NULL CHECK (amount > 0),
        refunded   INTEGER NOT NULL,
        created_at INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX refund_key ON refund (key, caller) WHERE key IS NOT NULL;
)"}};

#define PAYMENT_COLUMNS \
    "sequence, id, caller, key, user_id, booking_id, amount, currency, method, status, refunded, trace_id, created_at"

constexpr const char* payment_by_key = "SELECT " PAYMENT_COLUMNS " FROM payment WHERE key = ? AND caller = ?";
constexpr const char* payment_by_id = "SELECT " PAYMENT_COLUMNS " FROM payment WHERE id = ?";
constexpr const char* payments_since =
    "SELECT " PAYMENT_COLUMNS " FROM payment WHERE sequence > ? ORDER BY sequence LIMIT ?";
constexpr const char* payments_by_booking =
    "SELECT " PAYMENT_COLUMNS
    " FROM payment WHERE booking_id = ?3 AND sequence < ?1 AND (?4 IS NULL OR status = ?4) "
    "ORDER BY sequence DESC LIMIT ?2";
constexpr const char* payments_newest =
    "SELECT " PAYMENT_COLUMNS
    " FROM payment WHERE sequence < ?1 AND (?3 IS NULL OR status = ?3) ORDER BY sequence DESC LIMIT ?2";
// The comparison with 0 lets SQLite use the partial index.
constexpr const char* payments_not_approved =
    "SELECT " PAYMENT_COLUMNS
    " FROM payment WHERE sequence < ?1 AND status = ?3 AND status <> 0 ORDER BY sequence DESC LIMIT ?2";
constexpr const char* totals_by_currency =
    "SELECT currency, sum(amount), sum(refunded) FROM payment WHERE status = 0 GROUP BY currency ORDER BY currency";

constexpr const char* refund_by_key =
    "SELECT r.id, p.id, r.caller, r.key, r.amount, p.currency, r.refunded, r.created_at "
    "FROM refund r JOIN payment p ON p.sequence = r.payment WHERE r.key = ? AND r.caller = ?";
constexpr const char* insert_refund =
    "INSERT INTO refund (id, payment, caller, key, amount, refunded, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)";
constexpr const char* raise_refunded = "UPDATE payment SET refunded = refunded + ? WHERE sequence = ?";

Payment payment_of(const sqlite::Rows& rows) {
    Payment payment{.sequence = rows.integer(0),
                    .id = {rows.uuid(1)},
                    .caller = rows.text(2),
                    .key = rows.optional_text(3),
                    .user_id = rows.text(4),
                    .booking_id = rows.optional_text(5),
                    .amount = rows.integer(6),
                    .currency = rows.text(7),
                    .method = static_cast<PaymentMethod>(rows.integer(8)),
                    .status = static_cast<PaymentStatus>(rows.integer(9)),
                    .refunded = rows.integer(10),
                    .created_at = rows.time(12)};
    payment.trace_id = rows.uuid(11).bytes;
    return payment;
}

std::vector<Payment> all_of(sqlite::Rows rows) {
    std::vector<Payment> payments;
    while (rows.next()) payments.push_back(payment_of(rows));
    return payments;
}

std::optional<Payment> one_of(sqlite::Rows rows) {
    if (!rows.next()) return std::nullopt;
    return payment_of(rows);
}

std::optional<Refund> find_refund(sqlite::Connection& connection, const std::string& key, const std::string& caller) {
    auto rows = connection.query(refund_by_key, key, caller);
    if (!rows.next()) return std::nullopt;
    return Refund{.id = {rows.uuid(0)},
                  .payment_id = {rows.uuid(1)},
                  .caller = rows.text(2),
                  .key = rows.optional_text(3),
                  .amount = rows.integer(4),
                  .currency = rows.text(5),
                  .refunded = rows.integer(6),
                  .created_at = rows.time(7)};
}

RefundRejection rejection_of(RefundRefusal refusal) {
    switch (refusal) {
        case RefundRefusal::not_approved: return RefundRejection::not_approved;
        case RefundRefusal::exceeds_rest: return RefundRejection::exceeds_rest;
    }
    std::unreachable();
}

struct Written {
    std::int64_t sequence = 0;
    std::optional<Payment> known;  // nothing was written: this is there already
};

Written record_in(sqlite::Connection& connection, const Payment& payment) {
    if (!rows::insert(connection, payment))
        return {0, one_of(connection.query(payment_by_key, *payment.key, payment.caller))};
    return {connection.last_insert_rowid(), std::nullopt};
}

std::expected<Refunded, RefundRejection> refund_in(sqlite::Connection& connection, Refund refund) {
    if (refund.key) {
        if (auto known = find_refund(connection, *refund.key, refund.caller)) {
            if (known->payment_id != refund.payment_id || known->amount != refund.amount)
                return std::unexpected(RefundRejection::key_reused);
            return Refunded{std::move(*known), true};
        }
    }
    const auto payment = one_of(connection.query(payment_by_id, refund.payment_id));
    if (!payment) return std::unexpected(RefundRejection::payment_not_found);
    if (const auto refusal = refuse_refund(*payment, refund.amount)) return std::unexpected(rejection_of(*refusal));
    refund.currency = payment->currency;
    refund.refunded = payment->refunded + refund.amount;
    connection.run(raise_refunded, refund.amount, payment->sequence);
    connection.run(insert_refund, refund.id, payment->sequence, refund.caller, refund.key, refund.amount,
                   refund.refunded, refund.created_at);
    return Refunded{std::move(refund), false};
}

std::vector<Payment> list_in(sqlite::Connection& connection, const PaymentFilter& filter) {
    const auto before = filter.before.value_or(std::numeric_limits<std::int64_t>::max());
    std::optional<int> status;
    if (filter.status) status = static_cast<int>(*filter.status);
    if (filter.booking_id)
        return all_of(connection.query(payments_by_booking, before, filter.limit, *filter.booking_id, status));
    if (status && *status != 0) return all_of(connection.query(payments_not_approved, before, filter.limit, status));
    return all_of(connection.query(payments_newest, before, filter.limit, status));
}

}  // namespace

SqliteLedger::SqliteLedger(Loop& loop, const std::string& path) : store_(loop, path, migrations) {}

// The payment stays here and is not copied to the writer and back: this is on every booking's way.
Task<Recorded> SqliteLedger::record(Payment payment) {
    const auto shared = std::make_shared<Payment>(std::move(payment));
    auto written =
        co_await store_.write([shared](sqlite::Connection& connection) { return record_in(connection, *shared); });
    if (written.known) co_return Recorded{std::move(*written.known), true};
    shared->sequence = written.sequence;
    co_return Recorded{std::move(*shared), false};
}

Task<std::expected<Refunded, RefundRejection>> SqliteLedger::refund(Refund refund) {
    return store_.write(
        [refund = std::move(refund)](sqlite::Connection& connection) { return refund_in(connection, refund); });
}

Task<std::optional<Payment>> SqliteLedger::find(PaymentId id) {
    return store_.read([id](sqlite::Connection& connection) { return one_of(connection.query(payment_by_id, id)); });
}

Task<std::vector<Payment>> SqliteLedger::list(PaymentFilter filter) {
    return store_.read(
        [filter = std::move(filter)](sqlite::Connection& connection) { return list_in(connection, filter); });
}

Task<std::vector<Payment>> SqliteLedger::since(std::int64_t sequence, std::size_t most) {
    return store_.read([sequence, most](sqlite::Connection& connection) {
        return all_of(connection.query(payments_since, sequence, most));
    });
}

Task<std::vector<Total>> SqliteLedger::totals() {
    return store_.read([](sqlite::Connection& connection) {
        std::vector<Total> totals;
        auto rows = connection.query(totals_by_currency);
        while (rows.next()) totals.push_back({rows.text(0), rows.integer(1), rows.integer(2)});
        return totals;
    });
}

}  // namespace boxoffice::payment

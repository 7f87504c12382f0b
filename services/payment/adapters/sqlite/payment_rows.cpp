#include "services/payment/adapters/sqlite/payment_rows.hpp"

namespace boxoffice::payment::rows {

namespace {

constexpr const char* insert_payment =
    "INSERT INTO payment (id, caller, key, user_id, booking_id, amount, currency, method, status, trace_id, "
    "created_at) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key, caller) WHERE key IS NOT NULL DO NOTHING";

}  // namespace

bool insert(sqlite::Connection& connection, const Payment& payment) {
    return connection.run(insert_payment, payment.id, payment.caller, payment.key, payment.user_id, payment.booking_id,
                          payment.amount, payment.currency, static_cast<int>(payment.method),
                          static_cast<int>(payment.status), payment.trace_id, payment.created_at) == 1;
}

}  // namespace boxoffice::payment::rows

#pragma once

#include "platform/sqlite/connection.hpp"
#include "services/payment/domain/payment.hpp"

namespace boxoffice::payment::rows {

/// Writes a payment that is not refunded; its sequence is given by the table. False where its caller and key are there.
bool insert(sqlite::Connection& connection, const Payment& payment);

}  // namespace boxoffice::payment::rows

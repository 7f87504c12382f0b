#pragma once

#include "apps/boxoffice/base.hpp"
#include "services/payment/adapters/sqlite/sqlite_ledger.hpp"
#include "services/payment/api/api.hpp"
#include "services/payment/app/payments.hpp"

namespace boxoffice {

/// The mock gateway on its own SQLite ledger.
struct PaymentRoom {
    PaymentRoom(Base& base, Door& door);

    payment::SqliteLedger ledger;
    payment::Payments payments;
    payment::Api api;
};

}  // namespace boxoffice

#pragma once

#include "apps/boxoffice/base.hpp"
#include "apps/boxoffice/room.hpp"
#include "services/payment/api/api.hpp"
#include "services/payment/app/payments.hpp"
#include "services/payment/ports/ledger.hpp"

#include <memory>

namespace boxoffice {

/// The mock gateway on its ledger.
struct PaymentRoom final : Room {
    PaymentRoom(Base& base, Door& door, std::unique_ptr<payment::Ledger> given_ledger);

    std::unique_ptr<payment::Ledger> ledger;
    payment::Payments payments;
    payment::Api api;
};

}  // namespace boxoffice

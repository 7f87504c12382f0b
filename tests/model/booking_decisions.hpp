#pragma once

#include "tests/model/booking_rules.hpp"
#include "tests/model/booking_state.hpp"

#include <optional>

/// The decisions of services/booking/domain/decisions.hpp, on the model's document. Each raises `rev` by one.
namespace boxoffice::model::decision {

Document begin();
Document confirm(const Rules& rules, const Document& now);  // BUYING and RETAKING
Document refuse(const Rules& rules, const Document& now, bool alone);
Document decline(const Rules& rules, const Document& now, Charge heard);
Document give_up(const Rules& rules, const Document& now);
Document release(const Rules& rules, const Document& now);
Document retake(const Rules& rules, const Document& now);
Document refund(const Rules& rules, const Document& now, bool keeps_release);
Document reject_unpaid(const Rules& rules, const Document& now, Charge heard);
Document refunded(const Rules& rules, const Document& now);
std::optional<Document> cancel(const Rules& rules, const Document& now);
Document begin_change(const Rules& rules, const Document& now);
Document confirm_change(const Rules& rules, const Document& now);
Document abandon_change(const Rules& rules, const Document& now);
Document decline_change(const Rules& rules, const Document& now, Charge heard);
Document give_back(const Rules& rules, const Document& now);

/// What `void` said of a charge; a decision where it had taken the money.
Document with_voided(const Rules& rules, const Document& now, int charge_no, Charge heard);
/// No decision: the revision stays.
Document with_refunds_taken(const Document& now);

}  // namespace boxoffice::model::decision

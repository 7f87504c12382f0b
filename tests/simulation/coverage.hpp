#pragma once

#include "services/booking/domain/booking.hpp"

#include <array>
#include <string>

namespace boxoffice::simulation {

/// What may happen to a booking: its state, then the event, as the table in docs/safety.md has them.
enum class Transition {
    buying_hold_refused_alone,
    buying_hold_refused_after_a_repeat,
    buying_hold_unanswered,
    buying_approved,
    buying_approved_free,
    buying_declined,
    buying_given_up_and_voided,
    buying_approved_after_silence,
    buying_answered_pending,
    buying_hold_ran_out,
    buying_cancelled,
    released_found_taken,
    released_found_void,
    released_silence,
    released_silence_reported,
    released_cancelled,
    retaking_held,
    retaking_hold_refused,
    retaking_silence,
    retaking_cancelled,
    withdrawn_found_taken,
    withdrawn_found_void,
    withdrawn_silence,
    refunding_refunded,
    refunding_refund_refused,
    refunding_silence,
    refunding_cancelled,
    confirmed_fewer,
    confirmed_more,
    confirmed_cancelled,
    confirmed_cancelled_free,
    changing_hold_refused,
    changing_hold_unanswered,
    changing_approved,
    changing_declined,
    changing_given_up_and_voided,
    changing_answered_pending,
    changing_changed_again,
    changing_cancelled,
    back_from_change_void_found_taken,
    back_from_change_void_found_void,
    cancelled_void_found_taken,
    cancelled_void_found_void,
    cancelled_refunded,
    cancelled_silence,
    cancelled_cancelled,
    rejected_void_found_taken,
    rejected_void_found_void,
    ended_cancelled,
    ended_payment_found
};
BOOST_DESCRIBE_ENUM(Transition, buying_hold_refused_alone, buying_hold_refused_after_a_repeat, buying_hold_unanswered,
                    buying_approved, buying_approved_free, buying_declined, buying_given_up_and_voided,
                    buying_approved_after_silence, buying_answered_pending, buying_hold_ran_out, buying_cancelled,
                    released_found_taken, released_found_void, released_silence, released_silence_reported,
                    released_cancelled, retaking_held, retaking_hold_refused, retaking_silence, retaking_cancelled,
                    withdrawn_found_taken, withdrawn_found_void, withdrawn_silence, refunding_refunded,
                    refunding_refund_refused, refunding_silence, refunding_cancelled, confirmed_fewer, confirmed_more,
                    confirmed_cancelled, confirmed_cancelled_free, changing_hold_refused, changing_hold_unanswered,
                    changing_approved, changing_declined, changing_given_up_and_voided, changing_answered_pending,
                    changing_changed_again, changing_cancelled, back_from_change_void_found_taken,
                    back_from_change_void_found_void, cancelled_void_found_taken, cancelled_void_found_void,
                    cancelled_refunded, cancelled_silence, cancelled_cancelled, rejected_void_found_taken,
                    rejected_void_found_void, ended_cancelled, ended_payment_found)
inline constexpr std::size_t transitions = static_cast<std::size_t>(Transition::ended_payment_found) + 1;

/// How often each transition was seen.
class Coverage {
public:
    void count(Transition transition) { ++counts_[static_cast<std::size_t>(transition)]; }
    void add(const Coverage& other);
    std::uint64_t of(Transition transition) const { return counts_[static_cast<std::size_t>(transition)]; }

    /// A line for each transition.
    std::string text() const;
    std::vector<std::string> never_seen() const;

private:
    std::array<std::uint64_t, transitions> counts_{};
};

/// What a write to a booking was: nothing where it is no transition of the table (a step done, a look moved).
std::optional<Transition> transition_of(const booking::Booking& before, const booking::Booking& after);
/// Whether a booking may become that, if the revision is the next.
bool may_become(const booking::Booking& before, const booking::Booking& after);

}  // namespace boxoffice::simulation

#pragma once

namespace boxoffice::model {

/// The rules that make bookings safe. Each may be left out, to see that it is needed.
struct Rules {
    // The six.
    bool one_judge = true;          ///< decisions are conditional on the revision
    bool decide_then_act = true;    ///< no release is sent before it is decided
    bool numbered = true;           ///< the event service keeps the highest number
    bool holds_have_no_clock = true;
    bool unknown_is_not_no = true;
    bool one_way_on = true;         ///< the recovery pays under the request's key

    // What a decision leaves to be done.
    bool a_refusal_releases = true;
    bool giving_up_voids = true;
    bool a_refused_retake_releases = true;
    bool an_abandoned_change_sells = true;
    bool an_abandoned_change_voids = true;
    bool a_cancelled_change_voids = true;
    bool the_newest_sell_or_release_stands = true;
    bool refunds_are_all_open_lines = true;
    bool a_refund_waits_for_voids = true;
    bool a_decision_keeps_the_outbox = true;
    bool found_money_is_a_decision = true;  ///< it raises the revision: it adds a refund line
    bool settling_is_guarded = true;
    bool noting_is_guarded = true;

    // The sole instance that ever sent the hold may leave both out.
    bool the_lone_are_cheap = false;
    bool the_lone_look_at_due = true;
    bool the_lone_send_once = true;  ///< nothing below sends the hold a second time

    // Neighbours.
    bool a_release_is_remembered = true;
    bool stored_before_held = true;
    bool the_early_sell_is_low = true;  ///< any other decision has a higher number
    bool an_own_sell_counts_as_held = true;
    bool a_sell_is_never_refused = true;  ///< as a hold is
    bool a_void_closes_the_key = true;
    bool the_consumer_knows_what_it_has = true;
    bool recorded_before_acknowledged = true;
    bool published_with_confirms = true;
};

/// What may happen in a run.
struct Scope {
    bool crashes = true;
    bool late_messages = true;  ///< and doubled ones
    bool silence = true;        ///< answers that do not come, without a crash
    bool gives_up = true;       ///< after give_up_at, and when a hold goes unanswered
    bool holds_run_out = true;  ///< after hold_until
    bool declines = true;
    bool person_cancels = true;
    bool event_cancelled = true;
    bool more_tickets = false;
    bool fewer_tickets = false;
    bool any_room = true;  ///< others buy and give back: any growth may be refused. Else `capacity` is all there is.
    int capacity = 1;
};

}  // namespace boxoffice::model

#pragma once

#include "tests/model/booking_neighbours.hpp"
#include "tests/model/explorer.hpp"

namespace boxoffice::model {

/// What one instance may do next with a booking: services/booking/app/advance.cpp, step by step. Between any two steps
/// anything else may happen.
class FlightSteps {
public:
    class Listener {
    public:
        virtual ~Listener() = default;
        virtual void add(const Booking& booking, const Flight& flight, std::string_view what, Kind kind) = 0;
    };
    struct World {
        const Rules& rules;
        const Scope& scope;
        Surroundings around;
        bool is_inserter;  ///< the instance that the request came to
    };
    FlightSteps(const World& world, const Booking& booking, const Flight& flight, Listener& listener)
        : world_(world),
          rules_(world.rules),
          scope_(world.scope),
          booking_(booking),
          flight_(flight),
          listener_(listener) {}

    void all() const;

private:
    struct Next {
        Booking booking;
        Flight flight;
    };

    void take_off() const;
    void look() const;
    void ask_for_tickets() const;
    void act_before_deciding() const;
    void after_hold(Next next, Answer answer) const;
    void pay() const;
    void sell_early() const;
    void decide_confirmed() const;
    void decide_turned_away() const;
    void give_tickets_back_first() const;
    void ask_for_money() const;
    void decide_told() const;

    void carry_out() const;
    void carry_out(Step step) const;
    void command(Step step, Register wanted) const;
    void close_a_charge() const;
    void tell() const;
    void give_money_back() const;
    void note_voided() const;
    void note_repaid() const;
    void settle() const;

    // Each reports a step; `kind` is progress unless it says otherwise.
    void decide(const Document& next, std::string_view what, bool guard_due = false) const;
    void note(const Document& noted, std::string_view what) const;
    void go(Next next, Stage stage, std::string_view what, Kind kind = Kind::progress) const;
    void end(Next next, std::string_view what, Kind kind) const;
    void follow(std::string_view what) const;
    void pass_over(Next next, Step step, std::string_view what) const;

    Next now() const { return {booking_, flight_}; }
    const Document& copy() const { return flight_.copy; }
    bool is_revision_stored() const { return booking_.stored.rev == copy().rev; }
    int charge_no() const;
    int refund_to_send() const;

    const World& world_;
    const Rules& rules_;
    const Scope& scope_;
    const Booking& booking_;
    const Flight& flight_;
    Listener& listener_;
};

}  // namespace boxoffice::model

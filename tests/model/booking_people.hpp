#pragma once

#include "tests/model/booking_neighbours.hpp"
#include "tests/model/explorer.hpp"

namespace boxoffice::model {

/// What may happen to a booking besides its flights: it is made, people wish something of it, its event is closed, and
/// what is on its way arrives.
class PeopleSteps {
public:
    class Listener {
    public:
        virtual ~Listener() = default;
        virtual void add(const Booking& booking, std::string_view who, std::string_view what, Kind kind) = 0;
    };
    struct World {
        const Rules& rules;
        const Scope& scope;
        Surroundings around;
        bool closure_comes;  ///< the closure has passed every booking before this one
    };
    PeopleSteps(const World& world, const Booking& booking, Listener& listener)
        : world_(world), rules_(world.rules), scope_(world.scope), booking_(booking), listener_(listener) {}

    void all() const;

private:
    void make() const;
    void wish() const;
    void wish(Wish wish, bool may, std::string_view what) const;
    void carry_wish_out() const;
    void close() const;
    void deliver_commands() const;
    void deliver_to_gateway() const;
    void expire_hold() const;

    World world_;
    const Rules& rules_;
    const Scope& scope_;
    const Booking& booking_;
    Listener& listener_;
};

/// The rule that does not hold of this booking; empty when all do.
std::string broken_rule(const Rules& rules, const Booking& booking);

}  // namespace boxoffice::model

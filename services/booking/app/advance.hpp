#pragma once

#include "platform/async/clock.hpp"
#include "platform/async/timeouts.hpp"
#include "platform/log/log.hpp"
#include "platform/metrics/metrics.hpp"
#include "services/booking/app/answer.hpp"
#include "services/booking/app/flights.hpp"
#include "services/booking/domain/decisions.hpp"
#include "services/booking/ports/booking_store.hpp"
#include "services/booking/ports/gateway.hpp"
#include "services/booking/ports/inventories.hpp"
#include "services/booking/ports/publisher.hpp"

#include <optional>

namespace boxoffice::booking {

/// The one function that carries a booking on: it looks at the document, takes the next step, and looks again, until
/// nothing can be done now. A request, its repeat and the recovery all call it; any number may run it on one booking at
/// once, since each decision is one conditional write and each command is numbered or keyed. docs/protocol.md
/// has the states, the events, and what is done after a crash.
class Advance {
public:
    struct Parts {
        BookingStore& store;
        Inventories& inventories;
        Gateway& gateway;
        Publisher& publisher;
        Flights& flights;
        TaskScope& scope;
        Timeouts& timeouts;
        Clock& clock;
        Log log;
        Metrics& metrics;
        RenderAnswer render;
    };
    explicit Advance(Parts parts);

    /// A silent neighbour ends the flight: `due` is moved on, by gaps that grow to a minute, and the recovery takes
    /// over.
    Task<> run(Flight& flight);

private:
    // Each takes one step; true: look again, false: nothing can be done now. They throw Unanswered.
    Task<bool> step(Flight& flight);
    Task<bool> buy(Flight& flight);
    Task<bool> pay(Flight& flight, decision::Held held);
    Task<bool> approve(Flight& flight, decision::Held held, std::optional<decision::Payment> payment);
    Task<bool> retake(Flight& flight);
    Task<bool> ask_for_money(Flight& flight);
    Task<bool> carry_out(Flight& flight);

    // Steps of `todo`; true when it is done.
    Task<bool> carry_out(Flight& flight, Step step);
    Task<bool> void_charges(Flight& flight);
    Task<bool> give_money_back(Flight& flight);
    Task<> publish(Flight& flight);

    Task<std::optional<Inventories::Answer>> hold(Flight& flight);
    Task<bool> hold_unanswered(Flight& flight);
    Task<bool> hold_refused(Flight& flight, Reason reason);
    Inventories::Command command(const Booking& booking, std::int64_t number) const;
    Inventories::Command sell_command(const Booking& booking, std::int64_t number) const;

    /// The conditional write. Always true: who loses re-reads and follows.
    Task<bool> decide(Flight& flight, Booking next, bool guard_due = false);
    Task<bool> follow(Flight& flight);
    Task<> look_again_later(Flight& flight, std::string_view why);
    void report_unless_selling(const Flight& flight);
    void note_decision(const Booking& booking);

    Parts parts_;
    Counter& confirmed_;
    Counter& rejected_;
    Counter& cancelled_;
    Counter& refunded_;
};

}  // namespace boxoffice::booking

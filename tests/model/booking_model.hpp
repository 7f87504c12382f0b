#pragma once

#include "tests/model/booking_flight.hpp"
#include "tests/model/booking_people.hpp"

namespace boxoffice::model {

/// Bookings of one event, each carried on by some instances of the booking service.
template <int Bookings, int Instances>
class BookingModel {
public:
    struct One {
        Booking booking;
        std::array<Flight, Instances> flights;
    };
    struct State {
        std::array<One, Bookings> all;
        Small event_cancelled;
    };

    BookingModel(const Rules& rules, const Scope& scope) : rules_(rules), scope_(scope) {}

    State initial() const { return State{}; }

    void for_each_step(const State& state, Steps<State>& steps) const {
        if (scope_.event_cancelled && state.event_cancelled == 0) {
            auto next = state;
            next.event_cancelled = 1;
            steps.add(next, "event", "is cancelled: no hold is given any more", Kind::fault);
        }
        const auto around = surroundings(state);
        for (int place = 0; place < Bookings; ++place) {
                        Placing placing(*this, state, steps, place);
            PeopleSteps({rules_, scope_, around, is_next_for_closure(state, place)}, state.all[place].booking, placing)
                .all();
            for (int instance = 0; instance < Instances; ++instance) {
                placing.instance = instance;
                const FlightSteps::World world{rules_, scope_, around, instance == 0};
                FlightSteps(world, state.all[place].booking, state.all[place].flights[instance], placing).all();
            }
        }
    }

    std::string violation(const State& state) const {
        int tickets = 0;
        for (const auto& one : state.all) {
            tickets += one.booking.entry.tickets();
            if (auto broken = broken_rule(rules_, one.booking); !broken.empty()) return broken;
        }
        return !scope_.any_room && tickets > scope_.capacity ? "more tickets than there are" : "";
    }

    bool is_at_rest(const State& state) const {
        return std::ranges::all_of(state.all, [&](const One& one) {
            const auto& booking = one.booking;
            const bool closed = state.event_cancelled == 0 || booking.closed != 0;
            return closed && !booking.stored.is_due() && booking.stored.outbox == 0 &&
                   booking.request.wish == Wish::none && std::ranges::all_of(one.flights, [](const Flight& flight) {
                       return flight.stage == Stage::idle;
                   });
        });
    }

    std::string describe(const State& state) const {
        std::string text = state.event_cancelled != 0 ? "event CANCELLED; " : "";
        for (const auto& one : state.all) {
            text += model::describe(one.booking) + " | instances:";
            for (const auto& flight : one.flights) text += " " + model::describe(flight) + ";";
        }
        return text;
    }

private:
    /// Puts a step of one booking into the state of all.
    struct Placing final : FlightSteps::Listener, PeopleSteps::Listener {
        Placing(const BookingModel& given_model, const State& given, Steps<State>& to, int at)
            : model(given_model), state(given), steps(to), place(at) {}
        void add(const Booking& booking, const Flight& flight, std::string_view what, Kind kind) override {
            auto next = state;
            next.all[place].booking = booking;
            next.all[place].flights[instance] = flight;
            report(next, std::string(1, static_cast<char>('A' + instance)), what, kind);
        }
        void add(const Booking& booking, std::string_view who, std::string_view what, Kind kind) override {
            auto next = state;
            next.all[place].booking = booking;
            report(next, std::string(who), what, kind);
        }
        void report(State& next, std::string who, std::string_view what, Kind kind) {
            tidy(model.rules_, next.all[place].booking);
            if constexpr (Bookings > 1) who += " (booking " + std::to_string(place + 1) + ")";
            steps.add(next, who, what, kind);
        }
        const BookingModel& model;
        const State& state;
        Steps<State>& steps;
        int place;
        int instance = 0;
    };

    Surroundings surroundings(const State& state) const {
        int room = scope_.capacity;
        for (const auto& one : state.all) room -= one.booking.entry.tickets();
        return {.event_cancelled = state.event_cancelled != 0, .room = room};
    }

    /// The closure goes through the bookings in their order.
    static bool is_next_for_closure(const State& state, int place) {
        return state.event_cancelled != 0 && (place == 0 || state.all[place - 1].booking.closed != 0);
    }

    const Rules& rules_;
    const Scope& scope_;
};

}  // namespace boxoffice::model

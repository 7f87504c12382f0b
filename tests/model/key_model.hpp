#pragma once

#include "tests/model/explorer.hpp"

#include <array>
#include <cstdint>
#include <string>

/// Requests under one Idempotency-Key: the key's document, the bookings that it has stood for, and the answers that are
/// kept (services/booking/app/bookings.cpp over services/booking/adapters/mongo).
namespace boxoffice::model {

struct KeyRules {
    bool a_key_is_unique = true;
    bool bookings_are_inserted = true;         ///< not written over
    bool a_kept_answer_stays = true;           ///< a decision keeps its answer only where none is kept
    bool an_answered_booking_keeps_its_key = true;
    bool a_lost_booking_answers_no_more = true;  ///< before its key goes on, it is marked
    bool a_renewed_booking_has_its_own_id = true;  ///< not that of the one that ended
    bool a_swap_is_conditional = true;         ///< on the booking that the key stands for
    bool the_first_looks_too = true;           ///< who inserted it gives the kept answer, not its own, when it took long
};

class KeyModel {
public:
    using Small = std::uint8_t;
    static constexpr int requests = 3;
    static constexpr int bookings = 5;

    enum class Fate : Small { absent, pending, confirmed, rejected, unanswered };
    struct Booking {
        Fate fate;
        Small keyed;
        Small answer;  ///< 1: 202, 2: 201, 3: a refusal; 0: none is kept
    };
    enum class Stage : Small {
        away,
        inserts_key,
        reads_key,
        looks,           ///< at the booking that the key stands for
        inserts_missing, ///< found the key without its booking
        inserts,         ///< its own, after its key
        waits,
        keeps_answer,
        marks_lost,
        swaps,
        inserts_renewed,
        replies
    };
    struct Request {
        Stage stage;
        Small is_first;  ///< inserted its booking itself
        Small own;       ///< the id it made last
        Small booking;   ///< the one it is about
        Small code;      ///< as Booking::answer; 4: 503
        Small tries;
    };
    struct State {
        Small key;  ///< the booking that it stands for
        Small ids;  ///< that were made
        Small given;
        Small clash;
        std::array<Booking, bookings + 1> all;  ///< from 1
        std::array<Request, requests> waiting;
    };

    explicit KeyModel(const KeyRules& rules, int tries) : rules_(rules), tries_(tries) {}

    State initial() const { return State{}; }
    void for_each_step(const State& state, Steps<State>& steps) const;
    std::string violation(const State& state) const;
    bool is_at_rest(const State& state) const;
    std::string describe(const State& state) const;

private:
    void end_bookings(const State& state, Steps<State>& steps) const;
    void step(const State& state, int place, Steps<State>& steps) const;
    void come(const State& state, int place, Steps<State>& steps) const;
    void insert_key(const State& state, int place, Steps<State>& steps) const;
    void look(const State& state, int place, Steps<State>& steps) const;
    void insert(const State& state, int place, Steps<State>& steps) const;
    void wait(const State& state, int place, Steps<State>& steps) const;
    void keep_answer(const State& state, int place, Steps<State>& steps) const;
    void mark_lost(const State& state, int place, Steps<State>& steps) const;
    void swap(const State& state, int place, Steps<State>& steps) const;
    void reply(const State& state, int place, Steps<State>& steps) const;

    KeyRules rules_;
    int tries_;
};

}  // namespace boxoffice::model

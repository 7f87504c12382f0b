#include "tests/model/key_model.hpp"

namespace boxoffice::model {

namespace {

using Fate = KeyModel::Fate;
using Small = KeyModel::Small;
using Stage = KeyModel::Stage;
using State = KeyModel::State;

constexpr Small accepted = 1;  // 202
constexpr Small created = 2;   // 201
constexpr Small refused = 3;   // 409 or 402
constexpr Small away_now = 4;  // 503

constexpr std::array fate_names{"-", "PENDING", "CONFIRMED", "REJECTED", "ended for want of a neighbour"};
constexpr std::array code_names{"none", "202", "201", "409", "503"};

Small rendered(Fate fate) {
    if (fate == Fate::pending) return accepted;
    return fate == Fate::confirmed ? created : refused;
}

/// Steps of one request, each on a state of its own.
class Reporting {
public:
    Reporting(const State& state, int place, Steps<State>& steps) : state_(state), place_(place), steps_(steps) {}
    State next(Stage stage) const {
        auto next = state_;
        next.waiting[place_].stage = stage;
        return next;
    }
    KeyModel::Request& request(State& next) const { return next.waiting[place_]; }
    void add(const State& next, std::string_view what, Kind kind = Kind::progress) const {
        steps_.add(next, "request " + std::to_string(place_ + 1), what, kind);
    }
    void replies(Small code, std::string_view what) const {
        auto next = this->next(Stage::replies);
        request(next).code = code;
        add(next, what);
    }

private:
    const State& state_;
    int place_;
    Steps<State>& steps_;
};

}  // namespace

void KeyModel::for_each_step(const State& state, Steps<State>& steps) const {
    end_bookings(state, steps);
    for (int place = 0; place < requests; ++place) step(state, place, steps);
}

/// Whoever carries a booking on: the request's instance, another's, the recovery.
void KeyModel::end_bookings(const State& state, Steps<State>& steps) const {
    for (int id = 1; id <= bookings; ++id) {
        if (state.all[id].fate != Fate::pending) continue;
        for (const auto fate : {Fate::confirmed, Fate::rejected, Fate::unanswered}) {
            auto next = state;
            auto& booking = next.all[id];
            booking.fate = fate;
            const bool keeps = booking.answer == 0 || !rules_.a_kept_answer_stays;
            if (fate != Fate::unanswered && keeps) booking.answer = rendered(fate);
            steps.add(next, "booking " + std::to_string(id), fate_names[static_cast<int>(fate)], Kind::progress);
        }
    }
}

void KeyModel::step(const State& state, int place, Steps<State>& steps) const {
    const auto& request = state.waiting[place];
    if (request.stage != Stage::away) {
        auto next = state;
        next.waiting[place] = {.stage = Stage::away, .is_first = 0, .own = 0, .booking = 0, .code = 0,
                               .tries = request.tries};
        Reporting(state, place, steps).add(next, "its instance crashes, or it hangs up", Kind::fault);
    }
    switch (request.stage) {
        case Stage::away: return come(state, place, steps);
        case Stage::inserts_key: return insert_key(state, place, steps);
        case Stage::reads_key: {
            auto next = Reporting(state, place, steps).next(Stage::looks);
            next.waiting[place].booking = state.key;
            return Reporting(state, place, steps).add(next, "reads the key");
        }
        case Stage::looks: return look(state, place, steps);
        case Stage::inserts_missing:
        case Stage::inserts:
        case Stage::inserts_renewed: return insert(state, place, steps);
        case Stage::waits: return wait(state, place, steps);
        case Stage::keeps_answer: return keep_answer(state, place, steps);
        case Stage::marks_lost: return mark_lost(state, place, steps);
        case Stage::swaps: return swap(state, place, steps);
        case Stage::replies: return reply(state, place, steps);
    }
}

void KeyModel::come(const State& state, int place, Steps<State>& steps) const {
    if (state.waiting[place].tries == tries_ || state.ids == bookings) return;
    const Reporting reporting(state, place, steps);
    auto next = reporting.next(Stage::inserts_key);
    auto& request = reporting.request(next);
    ++request.tries;
    request.own = ++next.ids;
    reporting.add(next, "comes with the key", Kind::fault);
}

void KeyModel::insert_key(const State& state, int place, Steps<State>& steps) const {
    const Reporting reporting(state, place, steps);
    if (state.key != 0 && rules_.a_key_is_unique)
        return reporting.add(reporting.next(Stage::reads_key), "finds the key there");
    auto next = reporting.next(Stage::inserts);
    next.key = reporting.request(next).booking = state.waiting[place].own;
    reporting.add(next, "inserts the key");
}

void KeyModel::look(const State& state, int place, Steps<State>& steps) const {
    const Reporting reporting(state, place, steps);
    const auto& booking = state.all[state.waiting[place].booking];
    if (booking.fate == Fate::absent)
        return reporting.add(reporting.next(Stage::inserts_missing), "finds no booking for the key");
    if (booking.answer != 0 && !(booking.fate == Fate::unanswered && !rules_.an_answered_booking_keeps_its_key))
        return reporting.replies(booking.answer, "finds the kept answer");
    if (booking.fate == Fate::unanswered && state.ids == bookings)
        return reporting.replies(away_now, "it ended, and nobody was answered");
    if (booking.fate == Fate::unanswered)
        return reporting.add(reporting.next(Stage::marks_lost), "finds that it ended, and nobody was answered");
    reporting.add(reporting.next(Stage::waits), "waits for the booking");
}

void KeyModel::insert(const State& state, int place, Steps<State>& steps) const {
    const Reporting reporting(state, place, steps);
    const auto& request = state.waiting[place];
    const bool is_there = state.all[request.booking].fate != Fate::absent;
    if (is_there && rules_.bookings_are_inserted) {
        const bool waits = request.stage == Stage::inserts_missing;
        return reporting.add(reporting.next(waits ? Stage::waits : Stage::reads_key), "somebody has inserted it");
    }
    auto next = reporting.next(Stage::waits);
    next.all[request.booking] = {Fate::pending, 1, 0};
    reporting.request(next).is_first = request.stage == Stage::inserts_missing ? 0 : 1;
    reporting.add(next, "inserts the booking");
}

/// Until it has ended, or the limit has passed.
void KeyModel::wait(const State& state, int place, Steps<State>& steps) const {
    const Reporting reporting(state, place, steps);
    const auto& request = state.waiting[place];
    const auto& booking = state.all[request.booking];
    if (booking.fate == Fate::unanswered) return reporting.replies(away_now, "it ended for want of a neighbour");
    auto next = reporting.next(Stage::keeps_answer);
    reporting.request(next).code = rendered(booking.fate);
    const bool asks = booking.fate == Fate::pending || request.is_first == 0 || rules_.the_first_looks_too;
    if (!asks) next.waiting[place].stage = Stage::replies;
    reporting.add(next, booking.fate == Fate::pending ? "the limit has passed: 202" : "it has ended");
}

void KeyModel::keep_answer(const State& state, int place, Steps<State>& steps) const {
    const Reporting reporting(state, place, steps);
    const auto& request = state.waiting[place];
    const auto& booking = state.all[request.booking];
    if (booking.keyed == 0) return reporting.replies(away_now, "the key has gone on");
    auto next = reporting.next(Stage::replies);
    if (booking.answer == 0) next.all[request.booking].answer = request.code;
    reporting.request(next).code = next.all[request.booking].answer;
    reporting.add(next, "keeps the answer, unless one is kept");
}

void KeyModel::mark_lost(const State& state, int place, Steps<State>& steps) const {
    const Reporting reporting(state, place, steps);
    const auto& request = state.waiting[place];
    if (state.all[request.booking].answer != 0 && rules_.an_answered_booking_keeps_its_key)
        return reporting.add(reporting.next(Stage::reads_key), "it was answered meanwhile");
    auto next = reporting.next(Stage::swaps);
    if (rules_.a_lost_booking_answers_no_more) next.all[request.booking].keyed = 0;
    reporting.add(next, "marks that the key goes on");
}

void KeyModel::swap(const State& state, int place, Steps<State>& steps) const {
    const Reporting reporting(state, place, steps);
    const auto& request = state.waiting[place];
    if (state.key != request.booking && rules_.a_swap_is_conditional)
        return reporting.add(reporting.next(Stage::reads_key), "somebody else was faster");
    if (state.ids == bookings) return reporting.replies(away_now, "it ended, and nobody was answered");
    auto next = reporting.next(Stage::inserts_renewed);
    auto& renewing = reporting.request(next);
    if (rules_.a_renewed_booking_has_its_own_id) renewing.own = ++next.ids;
    next.key = renewing.booking = renewing.own;
    reporting.add(next, "gives the key to its own booking");
}

void KeyModel::reply(const State& state, int place, Steps<State>& steps) const {
    const Reporting reporting(state, place, steps);
    const auto& request = state.waiting[place];
    auto next = state;
    next.waiting[place] = {.stage = Stage::away, .is_first = 0, .own = 0, .booking = 0, .code = 0,
                           .tries = request.tries};
    if (request.code != away_now) {
        next.clash = state.given != 0 && state.given != request.code ? 1 : state.clash;
        next.given = request.code;
    }
    reporting.add(next, std::string("answers ") + code_names[request.code]);
}

std::string KeyModel::violation(const State& state) const {
    int live = 0;
    for (const auto& booking : state.all) live += booking.fate == Fate::pending || booking.fate == Fate::confirmed;
    if (live > 1) return "two bookings of one key, neither of them rejected";
    return state.clash != 0 ? "two different answers for one key" : "";
}

bool KeyModel::is_at_rest(const State& state) const {
    for (const auto& request : state.waiting)
        if (request.stage != Stage::away) return false;
    for (const auto& booking : state.all)
        if (booking.fate == Fate::pending) return false;
    return true;
}

std::string KeyModel::describe(const State& state) const {
    std::string text = "the key stands for " + std::to_string(state.key);
    for (int id = 1; id <= state.ids; ++id)
        text += " | " + std::to_string(id) + " " + fate_names[static_cast<int>(state.all[id].fate)] + ", kept " +
                code_names[state.all[id].answer];
    return text;
}

}  // namespace boxoffice::model

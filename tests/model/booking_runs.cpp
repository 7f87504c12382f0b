#include "tests/model/booking_model.hpp"
#include "tests/model/runs.hpp"

namespace boxoffice::model {

namespace {

using Outcome = Run::Outcome;
using Length = Run::Length;

constexpr std::uint64_t states_max = 60'000'000;

template <int Bookings, int Instances>
Run run(std::string group, std::string name, const Rules& rules, const Scope& scope, Outcome expected, Length length) {
    auto explore = [rules, scope] {
        return Explorer(BookingModel<Bookings, Instances>(rules, scope), states_max).run();
    };
    return {std::move(group), std::move(name), expected, length, std::move(explore)};
}

Scope changing() {
    Scope scope;
    scope.more_tickets = true;
    scope.event_cancelled = scope.holds_run_out = false;
    return scope;
}

Scope changing_back() {
    auto scope = changing();
    scope.fewer_tickets = true;
    scope.declines = scope.gives_up = false;
    return scope;
}

/// The tickets are all there are, and each booking has one instance.
Scope last_ticket() {
    Scope scope;
    scope.any_room = scope.event_cancelled = scope.person_cancels = scope.declines = false;
    return scope;
}

Scope without_crashes(Scope scope) {
    scope.crashes = scope.late_messages = false;
    return scope;
}

Rules cheap() {
    Rules rules;
    rules.the_lone_are_cheap = true;
    return rules;
}

void add_what_holds(std::vector<Run>& runs) {
    const auto add = [&](auto one) { runs.push_back(std::move(one)); };
    const std::string group = "bookings";
    add(run<1, 2>(group, "one booking, 2 instances, every fault", {}, {}, Outcome::holds, Length::quick));
    add(run<1, 2>(group, "one ticket more, every fault, the person cancels", {}, changing(), Outcome::holds,
                  Length::thorough));
    add(run<1, 1>(group, "one ticket more, 1 instance, the event is cancelled", {},
                  [] {
                      auto scope = changing();
                      scope.event_cancelled = true;
                      return scope;
                  }(),
                  Outcome::holds, Length::quick));
    add(run<1, 2>(group, "one ticket more and one less, the person cancels", {}, changing_back(), Outcome::holds,
                  Length::thorough));
    add(run<1, 1>(group, "one ticket more and one less, 1 instance", {}, changing_back(), Outcome::holds,
                  Length::quick));
    add(run<1, 2>(group, "who was alone leaves nothing behind", cheap(), {}, Outcome::holds, Length::thorough));
    auto quiet = without_crashes({});
    quiet.late_messages = true;
    add(run<1, 2>(group, "who was alone leaves nothing behind, no crashes", cheap(), quiet, Outcome::holds,
                  Length::quick));
    add(run<1, 3>(group, "one booking, 3 instances", {},
                  [] {
                      Scope scope;
                      scope.event_cancelled = false;
                      return scope;
                  }(),
                  Outcome::holds, Length::thorough));
}

void add_last_tickets(std::vector<Run>& runs) {
    const std::string group = "the last ticket";
    const auto add = [&](auto one) { runs.push_back(std::move(one)); };
    auto races = without_crashes(last_ticket());
    races.declines = races.person_cancels = true;
    races.silence = false;
    add(run<2, 1>(group, "2 bookings, declines and cancellations", {}, races, Outcome::holds, Length::quick));
    auto late = last_ticket();
    late.crashes = late.silence = late.gives_up = false;
    add(run<2, 1>(group, "2 bookings, late and doubled messages", {}, late, Outcome::holds, Length::quick));
    auto closing = without_crashes(last_ticket());
    closing.event_cancelled = closing.person_cancels = true;
    closing.silence = closing.gives_up = closing.holds_run_out = false;
    add(run<2, 1>(group, "2 bookings, the event is cancelled", {}, closing, Outcome::holds, Length::quick));
    auto crashing = last_ticket();
    crashing.silence = crashing.holds_run_out = false;
    add(run<2, 1>(group, "2 bookings, crashes, late messages", {}, crashing, Outcome::holds, Length::thorough));
    auto three = without_crashes(last_ticket());
    three.declines = true;
    three.silence = three.holds_run_out = false;
    add(run<3, 1>(group, "3 bookings", {}, three, Outcome::holds, Length::thorough));
    auto two = races;
    two.holds_run_out = two.gives_up = two.declines = false;
    add(run<2, 2>(group, "2 bookings, 2 instances each", {}, two, Outcome::holds, Length::thorough));
}

/// One rule left out.
struct Mutation {
    const char* name;
    bool Rules::* rule;
    Scope scope = {};
    Rules rules = {};
};

void add_mutations(std::vector<Run>& runs, const std::string& group, const std::vector<Mutation>& mutations) {
    for (const auto& mutation : mutations) {
        auto rules = mutation.rules;
        rules.*mutation.rule = false;
        runs.push_back(run<1, 2>(group, mutation.name, rules, mutation.scope, Outcome::violated, Length::quick));
    }
}

void add_six_rules(std::vector<Run>& runs) {
    add_mutations(runs, "the six rules",
                  {{"1 left out: decisions are not conditional", &Rules::one_judge},
                   {"2 left out: a release is sent before it is decided", &Rules::decide_then_act},
                   {"3 left out: the event service ignores numbers", &Rules::numbered},
                   {"4 left out: the event service ends holds by a clock", &Rules::holds_have_no_clock},
                   {"5 left out: silence is taken for a no", &Rules::unknown_is_not_no},
                   {"6 left out: the recovery pays under a key of its own", &Rules::one_way_on}});
}

void add_what_decisions_leave(std::vector<Run>& runs) {
    auto found_money = changing();
    found_money.declines = found_money.silence = false;
    found_money = without_crashes(found_money);
    add_mutations(runs, "what decisions leave to be done",
                  {{"a refusal does not release", &Rules::a_refusal_releases},
                   {"who gives up does not void", &Rules::giving_up_voids},
                   {"a refused retake does not release", &Rules::a_refused_retake_releases},
                   {"an abandoned change does not set the register back", &Rules::an_abandoned_change_sells, changing()},
                   {"an abandoned change does not void", &Rules::an_abandoned_change_voids, changing()},
                   {"cancelled out of a change without a void", &Rules::a_cancelled_change_voids, changing()},
                   {"a sell or release outlives the next decision", &Rules::the_newest_sell_or_release_stands},
                   {"only the newest refund line is sent", &Rules::refunds_are_all_open_lines, changing_back()},
                   {"a refund does not wait for voids", &Rules::a_refund_waits_for_voids, changing()},
                   {"a decision empties the outbox", &Rules::a_decision_keeps_the_outbox},
                   {"money found by a void is noted, not decided", &Rules::found_money_is_a_decision, found_money},
                   {"what is done is settled whatever was decided since", &Rules::settling_is_guarded},
                   {"a note is written whatever was decided since", &Rules::noting_is_guarded, found_money}});
}

void add_neighbours(std::vector<Run>& runs) {
    add_mutations(runs, "guards",
                  {{"a release without a hold is forgotten", &Rules::a_release_is_remembered},
                   {"the hold is asked for before PENDING is stored", &Rules::stored_before_held},
                   {"the early sell's number is above the next decision's", &Rules::the_early_sell_is_low},
                   {"a sell can be refused", &Rules::a_sell_is_never_refused, without_crashes({})},
                   {"a void only looks", &Rules::a_void_closes_the_key},
                   {"the consumer does not know what it has", &Rules::the_consumer_knows_what_it_has},
                   {"the consumer acknowledges before it records", &Rules::recorded_before_acknowledged},
                   {"messages go without the broker's confirm", &Rules::published_with_confirms},
                   {"who was alone does not look at due", &Rules::the_lone_look_at_due, {}, cheap()},
                   {"who was alone has sent the hold twice", &Rules::the_lone_send_once, {}, cheap()}});
}

}  // namespace

std::vector<Run> booking_runs() {
    std::vector<Run> runs;
    add_what_holds(runs);
    add_last_tickets(runs);
    add_six_rules(runs);
    add_what_decisions_leave(runs);
    add_neighbours(runs);
    return runs;
}

}  // namespace boxoffice::model

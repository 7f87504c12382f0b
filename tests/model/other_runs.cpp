#include "tests/model/inventory_model.hpp"
#include "tests/model/key_model.hpp"
#include "tests/model/runs.hpp"

namespace boxoffice::model {

namespace {

using Outcome = Run::Outcome;
using Length = Run::Length;

constexpr std::uint64_t states_max = 60'000'000;

Run inventory(std::string name, const InventoryRules& rules, const InventoryScope& scope, Outcome expected,
              Length length) {
    auto explore = [rules, scope] { return Explorer(InventoryModel(rules, scope), states_max).run(); };
    return {"inventory in MongoDB", std::move(name), expected, length, std::move(explore)};
}

InventoryScope one_booking() {
    InventoryScope scope;
    scope.commands = {4, 0};
    return scope;
}

InventoryScope two_bookings(int first, int second, int capacity) {
    InventoryScope scope;
    scope.commands = {first, second};
    scope.capacity = capacity;
    scope.crashes = false;
    return scope;
}

InventoryScope edited(InventoryScope scope) {
    scope.edits = true;
    return scope;
}

InventoryScope checked(InventoryScope scope) {
    scope.checks = true;
    return scope;
}

InventoryScope single(InventoryScope scope) {
    scope.batches = false;
    return scope;
}

void add_inventories_that_hold(std::vector<Run>& runs) {
    const auto add = [&](std::string name, const InventoryScope& scope, Length length) {
        runs.push_back(inventory(std::move(name), {}, scope, Outcome::holds, length));
    };
    add("hold, sell, release, hold again; crashes", one_booking(), Length::thorough);
    auto short_story = one_booking();
    short_story.commands = {3, 0};
    add("hold, sell, release; crashes", short_story, Length::quick);
    add("one booking, added up meanwhile", checked(two_bookings(3, 0, 1)), Length::quick);
    add("hold, sell, release, hold again, added up meanwhile", checked(two_bookings(4, 0, 1)), Length::thorough);
    add("one booking, the capacity changes twice", edited(two_bookings(3, 0, 1)), Length::quick);
    add("two bookings, room for one, in one round", two_bookings(2, 1, 1), Length::quick);
    add("one booking, the capacity changes, crashes", edited(one_booking()), Length::thorough);
    add("two bookings, added up meanwhile", checked(two_bookings(2, 1, 2)), Length::thorough);
    auto crowded = two_bookings(2, 1, 2);
    crowded.open_max = 1;
    add("two bookings, room for one register in the document", crowded, Length::quick);
    add("two bookings, room for one", single(two_bookings(2, 3, 1)), Length::thorough);
    auto crashing = single(two_bookings(2, 1, 2));
    crashing.crashes = true;
    add("two bookings, crashes", crashing, Length::thorough);
}

void add_inventory_mutations(std::vector<Run>& runs) {
    struct Mutation {
        const char* name;
        bool InventoryRules::* rule;
        InventoryScope scope;
    };
    const auto pair = two_bookings(3, 1, 1);
    const auto roomy = single(two_bookings(3, 2, 2));
    for (const auto& [name, rule, scope] : std::vector<Mutation>{
             {"writes are not guarded on the version", &InventoryRules::writes_are_guarded, pair},
             {"edits are not guarded on the version", &InventoryRules::edits_are_guarded, edited(pair)},
             {"a register leaves the document before it is written out", &InventoryRules::left_out_when_written, roomy},
             {"what is written out is remembered without its number", &InventoryRules::written_with_its_number, roomy},
             {"a write-out replaces a higher number", &InventoryRules::older_numbers_give_way, roomy},
             {"registers are read before their version", &InventoryRules::registers_read_after_version, roomy},
             {"what changes nothing is answered from memory", &InventoryRules::memory_is_checked, one_booking()},
             {"the check counts open registers twice", &InventoryRules::open_counts_first, checked(one_booking())},
             {"the check does not read the version again", &InventoryRules::check_reads_version_again,
              checked(one_booking())}}) {
        InventoryRules rules;
        rules.*rule = false;
        runs.push_back(inventory(name, rules, scope, Outcome::violated, Length::quick));
    }
}

Run keys(std::string name, const KeyRules& rules, int tries, Outcome expected, Length length) {
    auto explore = [rules, tries] { return Explorer(KeyModel(rules, tries), states_max).run(); };
    return {"keys", std::move(name), expected, length, std::move(explore)};
}

}  // namespace

std::vector<Run> inventory_runs() {
    std::vector<Run> runs;
    add_inventories_that_hold(runs);
    add_inventory_mutations(runs);
    return runs;
}

std::vector<Run> key_runs() {
    std::vector<Run> runs{keys("3 requests, one try each, crashes", {}, 1, Outcome::holds, Length::quick),
                          keys("3 requests, 2 tries each, crashes", {}, 2, Outcome::holds, Length::thorough)};
    for (const auto& [name, rule] : std::vector<std::pair<const char*, bool KeyRules::*>>{
             {"a key is not unique", &KeyRules::a_key_is_unique},
             {"a booking is written over, not inserted", &KeyRules::bookings_are_inserted},
             {"a decision replaces the kept answer", &KeyRules::a_kept_answer_stays},
             {"the key goes on though 202 was answered", &KeyRules::an_answered_booking_keeps_its_key},
             {"a booking whose key goes on is not marked", &KeyRules::a_lost_booking_answers_no_more},
             {"the key goes on whatever it stands for", &KeyRules::a_swap_is_conditional},
            {"a renewed booking has the id of the one that ended", &KeyRules::a_renewed_booking_has_its_own_id},
             {"the first gives an answer of its own after the limit", &KeyRules::the_first_looks_too}}) {
        KeyRules rules;
        rules.*rule = false;
        runs.push_back(keys(name, rules, 1, Outcome::violated, Length::quick));
    }
    return runs;
}

}  // namespace boxoffice::model

#include "services/event/tests/samples.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace boxoffice::event::test {
namespace {

struct Given {
    int booking;
    std::int64_t n;
    std::int64_t held;
    std::int64_t sold;
    int holder;
    bool started;
};

std::ostream& operator<<(std::ostream& out, const Given& given) {
    return out << "booking " << given.booking << " n " << given.n << " held " << given.held << " sold " << given.sold
               << " holder " << given.holder << (given.started ? " after the start" : "");
}

rc::Gen<std::vector<Given>> any_commands() {
    return rc::gen::container<std::vector<Given>>(
        rc::gen::construct<Given>(rc::gen::inRange(0, 6), rc::gen::inRange<std::int64_t>(1, 12),
                                  rc::gen::inRange<std::int64_t>(0, 7), rc::gen::inRange<std::int64_t>(0, 7),
                                  rc::gen::inRange(0, 3), rc::gen::weightedElement<bool>({{9, false}, {1, true}})));
}

AllocationCommand command_of(const Given& given) {
    return {.booking_id = uuid(3, given.booking),
            .n = given.n,
            .held = tickets(given.held),
            .sold = tickets(given.sold),
            .holder = std::to_string(given.holder)};
}

/// Registers beside an inventory, as a store keeps them.
struct Books {
    Inventory inventory = new_inventory(sample_event());
    std::map<Uuid, Register> registers;

    std::int64_t of_others(const AllocationCommand& command) const {
        std::int64_t sum = 0;
        for (const auto& [booking, entry] : registers)
            if (booking != command.booking_id && entry.holder == command.holder) sum += entry.tickets();
        return sum;
    }

    std::expected<Register, AllocationRefusal> take(const AllocationCommand& command, bool started) {
        const auto known = registers.find(command.booking_id);
        const auto at = started ? inventory.event.starts_at : now;
        auto decision =
            decide(inventory, known != registers.end() ? &known->second : nullptr, of_others(command), command, at);
        if (decision) registers[command.booking_id] = *decision;
        return decision;
    }

    Pool summed() const {
        Pool sum{.capacity = inventory.room().capacity};
        for (const auto& [booking, entry] : registers) {
            for (const auto& [type, quantity] : entry.held) sum.held += quantity;
            for (const auto& [type, quantity] : entry.sold) sum.sold += quantity;
        }
        return sum;
    }
};

RC_GTEST_PROP(InventoryProperty, no_ticket_is_made_lost_or_sold_twice, ()) {
    Books books;
    for (const auto& given : *any_commands()) {
        books.take(command_of(given), given.started);
        const auto& room = books.inventory.room();
        RC_ASSERT(room.held >= 0);
        RC_ASSERT(room.sold >= 0);
        RC_ASSERT(room.held + room.sold <= room.capacity);
        RC_ASSERT((room == books.summed()));
    }
}

RC_GTEST_PROP(InventoryProperty, a_command_taken_twice_is_taken_once, ()) {
    Books once;
    Books twice;
    for (const auto& given : *any_commands()) {
        const auto first = once.take(command_of(given), given.started);
        RC_ASSERT((twice.take(command_of(given), given.started) == first));
        const auto again = twice.take(command_of(given), !given.started);
        if (first) RC_ASSERT((again == first));
        RC_ASSERT(!first || once.inventory == twice.inventory);
        if (!first && again) break;
    }
}

RC_GTEST_PROP(InventoryProperty, the_highest_number_taken_wins_in_any_order, ()) {
    Books books;
    std::map<Uuid, std::int64_t> highest;
    for (const auto& given : *any_commands()) {
        const auto command = command_of(given);
        if (!books.take(command, given.started)) continue;
        highest[command.booking_id] = std::max(highest[command.booking_id], given.n);
        RC_ASSERT(books.registers.at(command.booking_id).n == highest[command.booking_id]);
    }
}

RC_GTEST_PROP(InventoryProperty, a_refusal_changes_nothing_and_shrinking_is_never_refused, ()) {
    Books books;
    books.inventory.per_holder_max = 5;
    for (const auto& given : *any_commands()) {
        const auto before = books;
        const auto command = command_of(given);
        const auto known = before.registers.find(command.booking_id);
        const auto had = known == before.registers.end() ? 0 : known->second.tickets();
        const auto decision = books.take(command, given.started);
        if (decision) continue;
        RC_ASSERT((books.inventory == before.inventory));
        RC_ASSERT((books.registers == before.registers));
        RC_ASSERT(decision.error() == AllocationRefusal::superseded || command.tickets() > had);
    }
}

RC_GTEST_PROP(InventoryProperty, growth_never_passes_the_holders_limit, ()) {
    Books books;
    books.inventory.per_holder_max = 5;
    for (const auto& given : *any_commands()) {
        const auto command = command_of(given);
        const auto known = books.registers.find(command.booking_id);
        const auto had = known == books.registers.end() ? 0 : known->second.tickets();
        const auto decision = books.take(command, given.started);
        if (decision && decision->tickets() > had) RC_ASSERT(books.of_others(command) + decision->tickets() <= 5);
    }
}

}  // namespace
}  // namespace boxoffice::event::test

#include "tests/simulation/stores/memory_event_store.hpp"

namespace boxoffice::simulation {

using event::AllocationCommand;
using event::AllocationRefusal;
using event::Inventory;
using event::Register;
using event::RoundResult;

namespace {

/// A round on a snapshot: what was decided, and what is to be written.
struct Round {
    EventTable::Snapshot snapshot;
    Inventory inventory;
    std::map<Uuid, Register> changed;
    const EventTable& table;

    const Register* current(Uuid booking_id) const {
        const auto changed_entry = changed.find(booking_id);
        if (changed_entry != changed.end()) return &changed_entry->second;
        const auto known = snapshot.registers.find(booking_id);
        return known == snapshot.registers.end() ? nullptr : &known->second;
    }
    std::int64_t held_by_others(const AllocationCommand& command) const {
        std::int64_t sum = 0;
        auto all = snapshot.registers;
        for (const auto& [booking_id, entry] : changed) all[booking_id] = entry;
        for (const auto& [booking_id, entry] : all)
            if (booking_id != command.booking_id && entry.holder == command.holder) sum += entry.tickets();
        return sum;
    }
    std::expected<Register, event::AllocationRefused> decide(AllocationCommand command, Timestamp now) {
        const auto* known = current(command.booking_id);
        const bool unnumbered = table.left_out(Mutation::commands_not_numbered);
        const auto number = command.n;
        if (unnumbered && known != nullptr) command.n = known->n + 1;
        const auto others = inventory.per_holder_max ? held_by_others(command) : 0;
        auto decided = event::decide(inventory, known, others, command, now);
        if (!decided) return std::unexpected(refused(decided.error(), known));
        const bool untraced = table.left_out(Mutation::release_not_stored) && command.is_release();
        if (known == nullptr ? !untraced : *decided != *known) changed[command.booking_id] = *decided;
        if (unnumbered) decided->n = number;
        return std::move(*decided);
    }
    static event::AllocationRefused refused(AllocationRefusal reason, const Register* known) {
        const bool superseded = reason == AllocationRefusal::superseded;
        return {reason, superseded ? std::optional(*known) : std::nullopt};
    }
};

RoundResult without_inventory(const std::vector<AllocationCommand>& commands) {
    RoundResult result;
    for (const auto& command : commands) {
        auto decided = event::decide_without_inventory(command);
        if (decided)
            result.outcomes.push_back(std::move(*decided));
        else
            result.outcomes.push_back(std::unexpected(event::AllocationRefused{decided.error(), {}}));
    }
    return result;
}

}  // namespace

Task<RoundResult> MemoryEventStore::apply_round(InventoryId id, std::vector<AllocationCommand> commands,
                                                Timestamp now) {
    for (;;) {
        auto snapshot = co_await ask([&table = table_, id, commands] { return table.read(id, commands); });
        if (snapshot.inventory == nullptr) co_return without_inventory(commands);
        const auto v = snapshot.inventory->v;
        Round round{.snapshot = std::move(snapshot), .inventory = {}, .changed = {}, .table = table_};
        round.inventory = *round.snapshot.inventory;
        RoundResult result;
        for (const auto& command : commands) result.outcomes.push_back(round.decide(command, now));
        result.inventory = round.snapshot.inventory;
        if (round.changed.empty()) co_return result;
        ++round.inventory.v;
        result.inventory = std::make_shared<const Inventory>(std::move(round.inventory));
        const bool written = co_await ask([&table = table_, v, next = result.inventory, changed = round.changed] {
            return table.write(v, next, changed);
        });
        if (written) co_return result;
    }
}

Task<event::Created> MemoryEventStore::create(Event event, std::optional<event::KeyedAnswer> keyed) {
    return ask(
        [&table = table_, event = std::move(event), keyed = std::move(keyed)] { return table.create(event, keyed); });
}

Task<std::optional<event::EventRecord>> MemoryEventStore::find(EventId id) {
    return ask([&table = table_, id] { return table.find(id); });
}

Task<std::vector<event::EventRecord>> MemoryEventStore::list(event::EventFilter filter) {
    return ask([&table = table_, filter = std::move(filter)] { return table.list(filter); });
}

Task<std::expected<event::EventRecord, event::EditRefusal>> MemoryEventStore::replace(Event event) {
    return ask([&table = table_, event = std::move(event)] { return table.replace(event); });
}

Task<std::expected<std::shared_ptr<const Inventory>, event::EditRefusal>> MemoryEventStore::remove(
    EventId id, std::optional<std::int64_t> edit) {
    return ask([&table = table_, id, edit] { return table.remove(id, edit); });
}

Task<std::shared_ptr<const Inventory>> MemoryEventStore::find_inventory(InventoryId id) {
    return ask([&table = table_, id] { return table.find_inventory(id); });
}

Task<std::optional<Register>> MemoryEventStore::find_register(InventoryId id, Uuid booking_id) {
    return ask([&table = table_, id, booking_id] { return table.find_register(id, booking_id); });
}

Task<std::vector<event::EventId>> MemoryEventStore::closures_to_tell() {
    return ask([&table = table_] { return table.closures_to_tell(); });
}

Task<> MemoryEventStore::closure_told(EventId id) {
    return ask([&table = table_, id] { table.closure_told(id); });
}

Task<event::ImportResult> MemoryEventStore::import(std::vector<event::ImportItem> items, Timestamp now) {
    return ask([&table = table_, items = std::move(items), now] { return table.import(items, now); });
}

Task<std::vector<event::InventorySums>> MemoryEventStore::sums() {
    return ask([&table = table_] { return table.sums(); });
}

Task<std::optional<event::InventorySums>> MemoryEventStore::sums_of(InventoryId id) {
    return ask([&table = table_, id] { return table.sums_of(id); });
}

}  // namespace boxoffice::simulation

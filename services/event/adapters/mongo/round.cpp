#include "services/event/adapters/mongo/round.hpp"

#include "platform/guards/guards.hpp"
#include "services/event/adapters/mongo/allocations.hpp"
#include "services/event/adapters/mongo/collections.hpp"

namespace boxoffice::event {

namespace {

using mongo::Document;
using RoundOutcome = std::expected<Register, AllocationRefused>;

std::shared_ptr<const OpenInventory> load(mongo::Database& database, InventoryId id) {
    const auto found =
        database.collection(inventories_collection).find_one(Document{{"_id", id}}, {.projection = {{"pending", 0}}});
    return found ? std::make_shared<const OpenInventory>(read_open_inventory(*found)) : nullptr;
}

bool is_at(mongo::Database& database, InventoryId id, std::int64_t v) {
    const auto found =
        database.collection(inventories_collection).find_one(Document{{"_id", id}}, {.projection = {{"v", 1}}});
    return found && found->view().get<std::int64_t>("v") == v;
}

RoundOutcome outcome_of(std::expected<Register, AllocationRefusal> decision, const Register* current) {
    if (decision) return std::move(*decision);
    AllocationRefused refused{decision.error(), std::nullopt};
    if (decision.error() == AllocationRefusal::superseded && current != nullptr) refused.superseded_by = *current;
    return std::unexpected(std::move(refused));
}

/// A round as it is decided in memory. A register that is both open and written out counts once: as it is open.
class RoundDraft {
public:
    /// Reads the registers that the commands need and that are not open; the version must be known before.
    RoundDraft(mongo::Database& database, const OpenInventory& known, std::span<const AllocationCommand> commands)
        : next_(known) {
        std::vector<Uuid> bookings;
        std::set<std::string> holders;
        for (const auto& command : commands) {
            if (may_be_written(command.booking_id)) bookings.push_back(command.booking_id);
            if (next_.inventory.per_holder_max && !command.is_release()) holders.insert(command.holder);
        }
        written_ = find_written(database, next_.inventory.id, bookings);
        written_.merge(find_written_of(database, next_.inventory.id, holders));
    }

    RoundOutcome decide(const AllocationCommand& command, Timestamp now) {
        const auto* current = find(command.booking_id);
        auto decision = event::decide(next_.inventory, current, held_by_others(command), command, now);
        if (!decision || (current != nullptr && current->n == decision->n))
            return outcome_of(std::move(decision), current);
        changed_ = true;
        next_.open.insert_or_assign(command.booking_id, *decision);
        if (next_.newest) next_.newest = std::max(*next_.newest, command.booking_id);
        return std::move(*decision);
    }

    bool changed() const { return changed_; }
    OpenInventory take() { return std::move(next_); }

private:
    bool may_be_written(const Uuid& booking_id) const {
        return !next_.open.contains(booking_id) && !(next_.newest && booking_id > *next_.newest);
    }

    const Register* find(const Uuid& booking_id) const {
        if (const auto found = next_.open.find(booking_id); found != next_.open.end()) return &found->second;
        const auto found = written_.find(booking_id);
        return found != written_.end() ? &found->second : nullptr;
    }

    std::int64_t held_by_others(const AllocationCommand& command) const {
        if (!next_.inventory.per_holder_max || command.is_release()) return 0;
        std::int64_t tickets = 0;
        for (const auto& [booking_id, entry] : next_.open)
            if (entry.holder == command.holder && booking_id != command.booking_id) tickets += entry.tickets();
        for (const auto& [booking_id, entry] : written_)
            if (entry.holder == command.holder && booking_id != command.booking_id && !next_.open.contains(booking_id))
                tickets += entry.tickets();
        return tickets;
    }

    OpenInventory next_;
    Registers written_;
    bool changed_ = false;
};

void leave_out(const WrittenOut& written, Registers& open) {
    for (const auto& [booking_id, n] : written)
        if (const auto found = open.find(booking_id); found != open.end() && found->second.n == n) open.erase(found);
}

/// Writes out what is durable at the known version and not changed by the round, oldest first.
void make_room(mongo::Database& database, const OpenInventory& known, OpenInventory& next) {
    Registers leaving;
    for (const auto& [booking_id, entry] : known.open) {
        if (next.open.size() <= open_max) break;
        const auto found = next.open.find(booking_id);
        if (found == next.open.end() || found->second.n != entry.n) continue;
        leaving.insert(next.open.extract(found));
    }
    write_out(database, next.inventory.id, leaving);
}

/// What is written from memory gives way to one that keeps losing; see Contender.
bool replace(mongo::Database& database, std::int64_t v, const OpenInventory& next, bool from_memory) {
    Document filter{{"_id", next.inventory.id}};
    if (!left_out(Guard::inventory_version)) filter.append("v", v);
    Document update{{"$set", round_members(next)}};
    if (from_memory)
        filter.append("wanted", nullptr);
    else
        update.append("$unset", Document{{"wanted", true}});
    return database.collection(inventories_collection).update_one(filter, update).matched == 1;
}

RoundAttempt without_inventory(std::span<const AllocationCommand> commands) {
    RoundAttempt attempt;
    for (const auto& command : commands)
        attempt.result.outcomes.push_back(outcome_of(decide_without_inventory(command), nullptr));
    return attempt;
}

RoundAttempt lost_round() {
    RoundAttempt attempt;
    attempt.lost = true;
    return attempt;
}

}  // namespace

RoundAttempt attempt_round(mongo::Database& database, InventoryId id, std::shared_ptr<const OpenInventory> known,
                           const WrittenOut& written, std::span<const AllocationCommand> commands, Timestamp now) {
    const bool remembered = known != nullptr;
    if (!remembered) known = load(database, id);
    if (known == nullptr) return without_inventory(commands);
    RoundDraft draft(database, *known, commands);
    RoundAttempt attempt;
    attempt.result.outcomes.reserve(commands.size());
    for (const auto& command : commands) attempt.result.outcomes.push_back(draft.decide(command, now));
    if (draft.changed()) {
        auto next = draft.take();
        ++next.inventory.v;
        leave_out(written, next.open);
        make_room(database, *known, next);
        if (!replace(database, known->inventory.v, next, remembered)) return lost_round();
        known = std::make_shared<const OpenInventory>(std::move(next));
    } else if (remembered && !is_at(database, id, known->inventory.v)) {
        return lost_round();
    }
    attempt.result.inventory = std::make_shared<const Inventory>(known->inventory);
    attempt.known = std::move(known);
    return attempt;
}

}  // namespace boxoffice::event

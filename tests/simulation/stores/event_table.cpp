#include "tests/simulation/stores/event_table.hpp"

#include "services/event/domain/search.hpp"

#include <algorithm>

namespace boxoffice::simulation {

using event::EditRefusal;
using event::EventFilter;
using event::EventRecord;
using event::EventStatus;
using event::ImportOutcome;
using event::InventoryState;

namespace {

bool passes(const event::Event& event, const EventFilter& filter) {
    const auto text = event::search_text(event.details);
    const auto folded = [](const std::optional<std::string>& member) { return event::fold(member.value_or("")); };
    const auto& details = event.details;
    const auto found = [&](const std::string& word) { return text.find(word) != std::string::npos; };
    const auto topics = event::topic_text(details.topics);
    // The store's contract: the fourth word and those after it count together.
    auto words = filter.words;
    if (words.size() > 4) {
        for (std::size_t i = 4; i < words.size(); ++i) words[3] += " " + words[i];
        words.resize(4);
    }
    return std::ranges::all_of(words, found) &&
           (!filter.topic || topics.find("\n" + *filter.topic + "\n") != std::string::npos) &&
           (!filter.city || folded(details.city) == *filter.city) &&
           (!filter.country || folded(details.country) == *filter.country) &&
           (!filter.from || details.starts_at >= *filter.from) && (!filter.to || details.starts_at <= *filter.to);
}

bool comes_after(const event::Event& event, const std::optional<EventFilter::Position>& position) {
    return !position || std::pair(event.details.starts_at, event.id) > std::pair(position->starts_at, position->id);
}

void add(std::map<event::PoolId, event::Pool>& pools, const event::Inventory& inventory, const event::Register& entry) {
    for (const auto& [type, quantity] : entry.held)
        for (const auto& pool : inventory.types.at(type).pools) pools[pool].held += quantity;
    for (const auto& [type, quantity] : entry.sold)
        for (const auto& pool : inventory.types.at(type).pools) pools[pool].sold += quantity;
}

event::EventDetails changed_by(const event::EventDetails& known, const event::EventDetails& imported) {
    auto details = imported;
    details.capacity = known.capacity;
    details.price = known.price;
    details.currency = known.currency;
    details.max_tickets_per_user = known.max_tickets_per_user;
    return details;
}

}  // namespace

EventTable::Row* EventTable::row_of(EventId id) {
    const auto found = rows_.find(id);
    return found == rows_.end() ? nullptr : &found->second;
}

void EventTable::written(const Row& row) {
    if (watch_ != nullptr) watch_->written(*row.inventory, row.registers);
}

event::Created EventTable::create(const Event& event, const std::optional<event::KeyedAnswer>& keyed) {
    if (keyed) {
        const auto known = keys_.find(keyed->key.id);
        if (known != keys_.end()) {
            const bool same = known->second.fingerprint == keyed->key.fingerprint;
            return {same ? KeyUse::replayed : KeyUse::reused, known->second.answer};
        }
        keys_[keyed->key.id] = {keyed->key.fingerprint, keyed->answer};
    }
    auto& row = rows_[event.id];
    row = {
        .event = event, .inventory = std::make_shared<const Inventory>(event::new_inventory(event)), .registers = {}};
    written(row);
    return {KeyUse::fresh, {}};
}

std::optional<EventRecord> EventTable::find(EventId id) const {
    const auto* row = row_of(id);
    if (row == nullptr || row->removed) return std::nullopt;
    return record_of(*row);
}

std::vector<EventRecord> EventTable::list(const EventFilter& filter) const {
    std::vector<EventRecord> found;
    for (const auto& [id, row] : rows_) {
        const bool shown = !row.removed && row.event.status != EventStatus::CANCELLED;
        if (shown && passes(row.event, filter) && comes_after(row.event, filter.after)) found.push_back(record_of(row));
    }
    std::ranges::sort(found, {}, [](const EventRecord& record) {
        return std::pair(record.event.details.starts_at, record.event.id);
    });
    found.resize(std::min(found.size(), filter.limit));
    return found;
}

std::expected<EventRecord, EditRefusal> EventTable::replace(const Event& event) {
    auto* row = row_of(event.id);
    if (row == nullptr || row->removed) return std::unexpected(EditRefusal::event_not_found);
    if (row->event.edit + 1 != event.edit) return std::unexpected(EditRefusal::stale);
    auto next = *row->inventory;
    if (!event::apply_edit(next, event)) return std::unexpected(EditRefusal::capacity_too_small);
    if (event.status == EventStatus::CANCELLED && row->event.status != EventStatus::CANCELLED)
        to_tell_.push_back(event.id);
    row->event = event;
    row->inventory = std::make_shared<const Inventory>(std::move(next));
    written(*row);
    return record_of(*row);
}

std::expected<std::shared_ptr<const event::Inventory>, EditRefusal> EventTable::remove(
    EventId id, std::optional<std::int64_t> edit) {
    auto* row = row_of(id);
    if (row == nullptr || row->removed) return std::unexpected(EditRefusal::event_not_found);
    if (edit && row->event.edit != *edit) return std::unexpected(EditRefusal::stale);
    if (!row->inventory->is_empty()) return std::unexpected(EditRefusal::has_bookings);
    auto next = *row->inventory;
    next.state = InventoryState::DELETED;
    ++next.v;
    row->inventory = std::make_shared<const Inventory>(std::move(next));
    row->removed = true;
    row->identity.reset();
    written(*row);
    return row->inventory;
}

std::shared_ptr<const event::Inventory> EventTable::find_inventory(InventoryId id) const {
    const auto* row = row_of(id);
    return row == nullptr ? nullptr : row->inventory;
}

std::optional<event::Register> EventTable::find_register(InventoryId id, Uuid booking_id) const {
    const auto* row = row_of(id);
    if (row == nullptr) return std::nullopt;
    const auto entry = row->registers.find(booking_id);
    return entry == row->registers.end() ? std::nullopt : std::optional(entry->second);
}

EventTable::Snapshot EventTable::read(InventoryId id, const std::vector<event::AllocationCommand>& commands) const {
    const auto* row = row_of(id);
    if (row == nullptr) return {};
    if (row->inventory->per_holder_max) return {row->inventory, row->registers};
    Snapshot snapshot{row->inventory, {}};
    for (const auto& command : commands)
        if (const auto entry = row->registers.find(command.booking_id); entry != row->registers.end())
            snapshot.registers.insert(*entry);
    return snapshot;
}

bool EventTable::write(std::int64_t v, std::shared_ptr<const Inventory> next, const std::map<Uuid, Register>& changed) {
    auto& row = *row_of(next->id);
    if (row.inventory->v != v && !left_out(Mutation::inventory_version_off)) return false;
    row.inventory = std::move(next);
    for (const auto& [booking_id, entry] : changed) row.registers[booking_id] = entry;
    written(row);
    return true;
}

void EventTable::end_old_holds() {
    const auto before = std::exchange(holds_seen_, {});
    for (auto& [id, row] : rows_) {
        auto next = *row.inventory;
        for (auto& [booking_id, entry] : row.registers) {
            if (entry.held.empty()) continue;
            holds_seen_[booking_id] = entry.n;
            const auto seen = before.find(booking_id);
            if (seen == before.end() || seen->second != entry.n) continue;
            for (const auto& [type, quantity] : std::exchange(entry.held, {}))
                next.pools.at(event::PoolId(event::whole_room)).held -= quantity;
        }
        if (next.pools == row.inventory->pools) continue;
        ++next.v;
        row.inventory = std::make_shared<const Inventory>(std::move(next));
        written(row);
    }
}

EventTable::Row* EventTable::imported(const Digest& identity) {
    for (auto& [id, row] : rows_)
        if (row.identity == identity) return &row;
    return nullptr;
}

event::ImportResult EventTable::import(const std::vector<event::ImportItem>& items, Timestamp now) {
    event::ImportResult result;
    for (const auto& item : items) {
        auto* row = imported(item.identity);
        if (row == nullptr) {
            create(item.event, {});
            row = row_of(item.event.id);
            row->identity = item.identity;
            row->content = item.content;
            result.outcomes.push_back(ImportOutcome::created);
        } else if (row->content == item.content) {
            result.outcomes.push_back(ImportOutcome::unchanged);
        } else {
            auto next = row->event;
            next.details = changed_by(next.details, item.event.details);
            ++next.edit;
            next.updated_at = now;
            row->content = item.content;
            result.changed.push_back(replace(next).value());
            result.outcomes.push_back(ImportOutcome::changed);
        }
    }
    return result;
}

std::vector<event::InventorySums> EventTable::sums() const {
    std::vector<event::InventorySums> all;
    for (const auto& [id, row] : rows_)
        if (auto sums = sums_of(row.inventory->id)) all.push_back(std::move(*sums));
    return all;
}

std::optional<event::InventorySums> EventTable::sums_of(InventoryId id) const {
    const auto* row = row_of(id);
    if (row == nullptr || row->removed) return std::nullopt;
    event::InventorySums sums{
        .inventory_id = id, .v = row->inventory->v, .pools = row->inventory->pools, .registered = {}};
    for (const auto& [pool, counts] : sums.pools) sums.registered[pool];
    for (const auto& [booking_id, entry] : row->registers) add(sums.registered, *row->inventory, entry);
    return sums;
}

}  // namespace boxoffice::simulation

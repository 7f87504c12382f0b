#include "services/event/adapters/mongo/edits.hpp"

#include "platform/guards/guards.hpp"
#include "services/event/adapters/mongo/collections.hpp"
#include "services/event/adapters/mongo/event_documents.hpp"
#include "services/event/adapters/mongo/inventory_documents.hpp"
#include "services/event/adapters/mongo/texts.hpp"

namespace boxoffice::event {

namespace {

using mongo::Document;

/// One write of an inventory, and the texts that follow from it.
struct Edit {
    Inventory next;
    Document pending;
    Document filter;
    Document update;
};

Edit edit_to(Inventory next, std::int64_t v_before, Document pending, std::optional<Timestamp> cancelled_at) {
    Document filter{{"_id", next.id}};
    if (!left_out(Guard::inventory_version)) filter.append("v", v_before);
    auto members = edited_members(next);
    members.append("pending", pending);
    if (cancelled_at) members.append("todo", mongo::Array{"tell_booking"}).append("cancelled_at", *cancelled_at);
    Document update{{"$set", members}, {"$unset", Document{{"wanted", true}}}};
    return {std::move(next), std::move(pending), std::move(filter), std::move(update)};
}

/// Nothing when the capacity would be too small.
std::optional<Edit> edit_of(const EventRecord& before, const Event& event) {
    auto inventory = *before.inventory;
    if (!apply_edit(inventory, event)) return std::nullopt;
    const bool cancelled = event.status == EventStatus::CANCELLED && before.event.status != EventStatus::CANCELLED;
    const auto v = inventory.v;
    return edit_to(std::move(inventory), before.inventory->v, pending_texts(event, v),
                   cancelled ? std::optional(event.updated_at) : std::nullopt);
}

/// False when the inventory has another version by now.
bool write(mongo::Database& database, const Edit& edit) {
    if (database.collection(inventories_collection).update_one(edit.filter, edit.update).matched != 1) return false;
    write_texts(database, edit.next.id, edit.pending);
    return true;
}

EditAttempt write_edit(mongo::Database& database, const EventRecord& before, const Event& event) {
    auto edit = edit_of(before, event);
    if (!edit) return std::unexpected(EditRefusal::capacity_too_small);
    if (!write(database, *edit)) return std::nullopt;
    return EventRecord{event, std::make_shared<const Inventory>(std::move(edit->next))};
}

}  // namespace

EditAttempt attempt_replace(mongo::Database& database, const Event& event) {
    const auto before = find_event_record(database, event.id);
    if (!before) return std::unexpected(EditRefusal::event_not_found);
    if (before->event.edit + 1 != event.edit) return std::unexpected(EditRefusal::stale);
    return write_edit(database, *before, event);
}

EditAttempt attempt_edit(mongo::Database& database, EventId id, const NextEdit& next) {
    const auto before = find_event_record(database, id);
    if (!before) return std::unexpected(EditRefusal::event_not_found);
    return write_edit(database, *before, next(0, before->event));
}

std::optional<std::vector<EventRecord>> attempt_edits(mongo::Database& database, const std::vector<EventId>& ids,
                                                      const NextEdit& next) {
    write_all_pending_texts(database);
    const auto before = find_event_records(database, ids);
    if (!before) return std::nullopt;
    std::vector<EventRecord> records;
    std::vector<std::pair<InventoryId, Document>> pending;
    auto inventories = database.collection(inventories_collection).bulk();
    for (std::size_t place = 0; place < ids.size(); ++place) {
        const auto& record = (*before)[place];
        auto event = next(place, record.event);
        auto edit = edit_of(record, event);
        if (!edit) return std::nullopt;
        inventories.update_one(edit->filter, edit->update);
        pending.emplace_back(edit->next.id, std::move(edit->pending));
        records.push_back({std::move(event), std::make_shared<const Inventory>(std::move(edit->next))});
    }
    if (inventories.run().matched != static_cast<std::int64_t>(ids.size())) return std::nullopt;
    write_texts(database, pending);
    return records;
}

RemovalAttempt attempt_remove(mongo::Database& database, EventId id, std::optional<std::int64_t> edit) {
    const auto record = find_event_record(database, id);
    if (!record) return std::unexpected(EditRefusal::event_not_found);
    if (!record->inventory->is_empty()) return std::unexpected(EditRefusal::has_bookings);
    if (edit && *edit != record->event.edit) return std::unexpected(EditRefusal::stale);
    auto inventory = *record->inventory;
    inventory.state = InventoryState::DELETED;
    const auto v = inventory.v++;
    auto removal = edit_to(std::move(inventory), v, pending_removal(v + 1), std::nullopt);
    if (!write(database, removal)) return std::nullopt;
    return std::make_shared<const Inventory>(std::move(removal.next));
}

}  // namespace boxoffice::event

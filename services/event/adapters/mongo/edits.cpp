#include "services/event/adapters/mongo/edits.hpp"

#include "platform/guards/guards.hpp"
#include "services/event/adapters/mongo/collections.hpp"
#include "services/event/adapters/mongo/event_documents.hpp"
#include "services/event/adapters/mongo/inventory_documents.hpp"
#include "services/event/adapters/mongo/texts.hpp"

namespace boxoffice::event {

namespace {

using mongo::Document;

/// Writes an inventory that was read at `v`, and the texts that follow. False when it has another version by now.
bool write(mongo::Database& database, std::int64_t v, const Inventory& next, const Document& pending,
           std::optional<Timestamp> cancelled_at) {
    auto members = edited_members(next);
    members.append("pending", pending);
    if (cancelled_at) members.append("todo", mongo::Array{"tell_booking"}).append("cancelled_at", *cancelled_at);
    Document filter{{"_id", next.id}};
    if (!left_out(Guard::inventory_version)) filter.append("v", v);
    auto inventories = database.collection(inventories_collection);
    if (inventories.update_one(filter, Document{{"$set", members}}).matched != 1) return false;
    write_texts(database, next.id, pending);
    return true;
}

EditAttempt write_edit(mongo::Database& database, const EventRecord& before, const Event& event) {
    auto inventory = *before.inventory;
    if (!apply_edit(inventory, event)) return std::unexpected(EditRefusal::capacity_too_small);
    const bool cancelled = event.status == EventStatus::CANCELLED && before.event.status != EventStatus::CANCELLED;
    if (!write(database, before.inventory->v, inventory, pending_texts(event, inventory.v),
               cancelled ? std::optional(event.updated_at) : std::nullopt))
        return std::nullopt;
    return EventRecord{event, std::make_shared<const Inventory>(std::move(inventory))};
}

}  // namespace

EditAttempt attempt_replace(mongo::Database& database, const Event& event) {
    const auto before = find_event_record(database, event.id);
    if (!before) return std::unexpected(EditRefusal::event_not_found);
    if (before->event.edit + 1 != event.edit) return std::unexpected(EditRefusal::stale);
    return write_edit(database, *before, event);
}

EditAttempt attempt_reimport(mongo::Database& database, EventId id, const EventDraft& draft, Timestamp now) {
    const auto before = find_event_record(database, id);
    if (!before) return std::unexpected(EditRefusal::event_not_found);
    auto event = before->event;
    apply(draft, event.details);
    ++event.edit;
    event.updated_at = now;
    return write_edit(database, *before, event);
}

RemovalAttempt attempt_remove(mongo::Database& database, EventId id, std::optional<std::int64_t> edit) {
    const auto record = find_event_record(database, id);
    if (!record) return std::unexpected(EditRefusal::event_not_found);
    if (!record->inventory->is_empty()) return std::unexpected(EditRefusal::has_bookings);
    if (edit && *edit != record->event.edit) return std::unexpected(EditRefusal::stale);
    auto inventory = *record->inventory;
    inventory.state = InventoryState::DELETED;
    ++inventory.v;
    if (!write(database, record->inventory->v, inventory, pending_removal(inventory.v), std::nullopt))
        return std::nullopt;
    return std::make_shared<const Inventory>(std::move(inventory));
}

}  // namespace boxoffice::event

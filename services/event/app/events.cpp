#include "services/event/app/events.hpp"

#include "platform/problem/unavailable.hpp"
#include "services/event/app/imbalance.hpp"
#include "services/event/domain/event_rules.hpp"

#include <cassert>

namespace boxoffice::event {

namespace {

constexpr std::size_t known_max = 10'000;
constexpr int attempts_max = 16;

EditRejected rejected(EditRejection reason) { return {.reason = reason}; }

EditRejection rejection_of(EditRefusal refusal) {
    switch (refusal) {
        case EditRefusal::event_not_found: return EditRejection::event_not_found;
        case EditRefusal::stale: return EditRejection::stale;
        case EditRefusal::capacity_too_small: return EditRejection::capacity_too_small;
        case EditRefusal::has_bookings: return EditRejection::has_bookings;
    }
    std::unreachable();
}

bool may_edit(const Caller& caller, const Event& event) {
    return caller.is_admin() || (caller.may_organize() && caller.user_id() == event.organizer_id);
}

bool resumes_sales(const Event& before, const Event& next) {
    return before.status == EventStatus::SUSPENDED && next.status == EventStatus::PUBLISHED;
}

}  // namespace

bool EditGuard::admits(std::int64_t edit) const { return any || std::ranges::find(edits, edit) != edits.end(); }

Events::Events(EventStore& store, Inventories& inventories, Closures& closures, Clock& clock, UuidSource& ids, Log log)
    : store_(store),
      inventories_(inventories),
      closures_(closures),
      clock_(clock),
      ids_(ids),
      log_(std::move(log)),
      known_(known_max) {}

Task<Events::CreateAnswer> Events::create(Context context, EventDetails details, std::optional<IdempotencyKey> key,
                                          AnswerOf answer_of) {
    const auto now = clock_.now();
    Event event{.id = {ids_.next(now)},
                .organizer_id = context.caller.user_id().value(),
                .details = std::move(details),
                .created_at = now,
                .updated_at = now};
    const EventRecord record{event, std::make_shared<const Inventory>(new_inventory(event))};
    const auto view = view_of(record);
    auto answer = answer_of(view);
    auto keyed = key ? std::optional(KeyedAnswer{*key, answer}) : std::nullopt;
    auto created = co_await store_.create(std::move(event), std::move(keyed));
    if (created.use != KeyUse::fresh) co_return CreateAnswer{created.use, std::move(created.answer)};
    inventories_.publish(record.inventory);
    log_.info(context.trace, "event created", {{"event_id", record.event.id}, {"name", record.event.details.name}});
    co_return CreateAnswer{KeyUse::fresh, std::move(answer)};
}

Task<std::optional<EventView>> Events::get(Context, EventId id) {
    const auto inventory = inventories_.recall(inventory_of(id));
    if (inventory != nullptr && inventory->state == InventoryState::DELETED) co_return std::nullopt;
    const auto* known = known_.find(id);
    if (inventory != nullptr && known != nullptr && (*known)->edit == inventory->edit)
        co_return EventView{*known, inventory};
    const auto record = co_await store_.find(id);
    if (!record) co_return std::nullopt;
    publish(*record);
    co_return view_of(*record);
}

Task<std::expected<EventView, EditRejected>> Events::edit(Context context, EventId id, EventChanges changes,
                                                          std::optional<EditGuard> guard) {
    for (int attempt = 0; attempt < attempts_max; ++attempt) {
        const auto record = co_await store_.find(id);
        if (!record) co_return std::unexpected(rejected(EditRejection::event_not_found));
        const auto next = next_edit(context, *record, changes, guard);
        if (!next) co_return std::unexpected(next.error());
        if (next->edit == record->event.edit) co_return view_of(*record);
        if (resumes_sales(record->event, *next) && !co_await adds_up(id))
            co_return std::unexpected(rejected(EditRejection::does_not_add_up));
        const auto replaced = co_await store_.replace(*next);
        if (!replaced && replaced.error() == EditRefusal::stale) continue;
        if (!replaced) co_return std::unexpected(rejected(rejection_of(replaced.error())));
        publish(*replaced);
        note_edit(context, record->event, replaced->event);
        co_return view_of(*replaced);
    }
    co_return std::unexpected(rejected(EditRejection::stale));
}

std::expected<Event, EditRejected> Events::next_edit(const Context& context, const EventRecord& record,
                                                     const EventChanges& changes,
                                                     const std::optional<EditGuard>& guard) {
    if (!may_edit(context.caller, record.event)) return std::unexpected(rejected(EditRejection::forbidden));
    auto event = record.event;
    apply(changes, event);
    Faults faults;
    check(event.details, faults);
    check_read_only(changes, record, guard.has_value(), faults);
    if (!faults.empty()) return std::unexpected(EditRejected{EditRejection::invalid, faults.take()});
    if (!may_become(record.event.status, event.status)) return std::unexpected(rejected(EditRejection::cancelled));
    const auto& room = record.inventory->room();
    if (event.details.capacity < room.capacity && event.details.capacity < room.held + room.sold)
        return std::unexpected(rejected(EditRejection::capacity_too_small));
    if (guard && !guard->admits(record.event.edit)) return std::unexpected(rejected(EditRejection::stale));
    if (event == record.event) return event;
    ++event.edit;
    event.updated_at = clock_.now();
    return event;
}

void Events::note_edit(const Context& context, const Event& before, const Event& after) {
    if (after.status != EventStatus::CANCELLED || before.status == EventStatus::CANCELLED) {
        log_.info(context.trace, "event changed", {{"event_id", after.id}, {"edit", after.edit}});
        return;
    }
    log_.info(context.trace, "event cancelled", {{"event_id", after.id}, {"edit", after.edit}});
    closures_.tell(after.id);
}

Task<std::expected<void, EditRejected>> Events::remove(Context context, EventId id, std::optional<EditGuard> guard) {
    for (int attempt = 0; attempt < attempts_max; ++attempt) {
        const auto record = co_await store_.find(id);
        if (!record) co_return std::unexpected(rejected(EditRejection::event_not_found));
        if (!may_edit(context.caller, record->event)) co_return std::unexpected(rejected(EditRejection::forbidden));
        if (!record->inventory->is_empty()) co_return std::unexpected(rejected(EditRejection::has_bookings));
        if (guard && !guard->admits(record->event.edit)) co_return std::unexpected(rejected(EditRejection::stale));
        const auto removed = co_await store_.remove(id, record->event.edit);
        if (!removed && removed.error() == EditRefusal::stale) continue;
        if (!removed) co_return std::unexpected(rejected(rejection_of(removed.error())));
        inventories_.publish(*removed);
        known_.erase(id);
        log_.info(context.trace, "event deleted", {{"event_id", id}});
        co_return std::expected<void, EditRejected>();
    }
    co_return std::unexpected(rejected(EditRejection::stale));
}

Task<bool> Events::suspend(EventId id) {
    for (int attempt = 0; attempt < attempts_max; ++attempt) {
        auto record = co_await store_.find(id);
        if (!record || record->event.status != EventStatus::PUBLISHED) co_return false;
        auto next = std::move(record->event);
        next.status = EventStatus::SUSPENDED;
        ++next.edit;
        next.updated_at = clock_.now();
        const auto replaced = co_await store_.replace(std::move(next));
        if (!replaced && replaced.error() == EditRefusal::stale) continue;
        if (!replaced) co_return false;
        publish(*replaced);
        co_return true;
    }
    throw Unavailable("an event is changed all the time");
}

Task<bool> Events::adds_up(EventId id) {
    const auto sums = co_await store_.sums_of(inventory_of(id));
    if (!sums) throw Unavailable("the event's tickets cannot be added up while they are sold");
    co_return imbalances_of(*sums).empty();
}

void Events::publish(const EventRecord& record) {
    inventories_.publish(record.inventory);
    const auto* known = known_.find(record.event.id);
    if (known == nullptr || (*known)->edit < record.event.edit)
        known_.put(record.event.id, std::make_shared<const Event>(record.event));
}

EventView Events::view_of(const EventRecord& record) {
    return {std::make_shared<const Event>(record.event), record.inventory};
}

}  // namespace boxoffice::event

#include "apps/boxoffice/neighbours/booking_inventories.hpp"

#include "services/booking/ports/unanswered.hpp"

namespace boxoffice {

namespace {

using InventoryOutcome = booking::Inventories::Outcome;

InventoryOutcome outcome_of(event::AllocationRefusal refusal) {
    switch (refusal) {
        case event::AllocationRefusal::sold_out: return InventoryOutcome::sold_out;
        case event::AllocationRefusal::sales_closed: return InventoryOutcome::not_on_sale;
        case event::AllocationRefusal::sales_suspended: return InventoryOutcome::sales_suspended;
        case event::AllocationRefusal::event_cancelled: return InventoryOutcome::event_cancelled;
        case event::AllocationRefusal::limit_reached: return InventoryOutcome::limit_reached;
        case event::AllocationRefusal::superseded: return InventoryOutcome::superseded;
        case event::AllocationRefusal::inventory_not_found: return InventoryOutcome::event_not_found;
    }
    return InventoryOutcome::event_not_found;
}

const event::TicketType* the_type(const event::Inventory& inventory) {
    return inventory.types.empty() ? nullptr : &inventory.types.begin()->second;
}

booking::Inventories::Answer answer_of(InventoryOutcome outcome, const event::Register& entry,
                                       const event::Inventory* inventory) {
    booking::Inventories::Answer answer{.outcome = outcome, .number = entry.n, .unit_price = 0, .currency = ""};
    if (!entry.unit_price.empty()) answer.unit_price = entry.unit_price.begin()->second;
    if (inventory != nullptr && the_type(*inventory) != nullptr) answer.currency = the_type(*inventory)->currency;
    return answer;
}

booking::EventSnapshot snapshot_of(const event::EventSnapshot& event) {
    return {.name = event.name,
            .starts_at = event.starts_at,
            .ends_at = event.ends_at,
            .time_zone = event.time_zone,
            .all_day = event.all_day,
            .venue = event.venue,
            .city = event.city,
            .country = event.country};
}

}  // namespace

Task<booking::Inventories::Answer> LocalInventories::apply(Trace trace, Command command) {
    const Context context{.caller = Caller::service("booking"), .trace = trace};
    const event::InventoryId id{command.inventory_id.value};
    log_.info(trace, "allocation", {{"booking_id", command.booking_id}, {"event_id", id}, {"number", command.number}});
    event::AllocationCommand allocation{.booking_id = command.booking_id.value,
                                        .n = command.number,
                                        .held = std::move(command.held),
                                        .sold = std::move(command.sold),
                                        .holder = std::move(command.holder)};
    std::string failure;
    try {
        const auto answer = co_await inventories_.apply(context, id, std::move(allocation));
        if (answer) co_return answer_of(InventoryOutcome::taken, *answer->entry, answer->inventory.get());
        const auto outcome = outcome_of(answer.error().reason);
        if (!answer.error().superseded_by) co_return answer_of(outcome, {}, nullptr);
        const auto inventory = co_await inventories_.look(id);
        co_return answer_of(outcome, *answer.error().superseded_by, inventory.get());
    } catch (const std::exception& fault) {
        failure = fault.what();
    }
    throw booking::Unanswered("the event service failed: " + failure);
}

Task<std::optional<booking::Inventories::Sale>> LocalInventories::look(Trace, booking::EventId event_id) {
    std::shared_ptr<const event::Inventory> inventory;
    try {
        inventory = co_await inventories_.look(event::InventoryId{event_id.value});
    } catch (const std::exception& fault) {
        throw booking::Unanswered(std::string("the event service failed: ") + fault.what());
    }
    if (!inventory || inventory->state == event::InventoryState::DELETED) co_return std::nullopt;
    const auto* type = the_type(*inventory);
    co_return Sale{.inventory_id = booking::InventoryId{inventory->id.value},
                   .organizer_id = booking::PersonId{inventory->organizer_id.value},
                   .event = snapshot_of(inventory->event),
                   .on_sale = inventory->state == event::InventoryState::OPEN,
                   .suspended = inventory->state == event::InventoryState::SUSPENDED,
                   .available = inventory->room().available(),
                   .unit_price = type != nullptr ? type->price : 0,
                   .currency = type != nullptr ? type->currency : ""};
}

}  // namespace boxoffice

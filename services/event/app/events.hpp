#pragma once

#include "platform/async/clock.hpp"
#include "platform/log/log.hpp"
#include "services/event/app/closures.hpp"
#include "services/event/app/event_changes.hpp"
#include "services/event/app/inventories.hpp"
#include "services/event/app/recently_used.hpp"

#include <functional>

namespace boxoffice::event {

/// An event and its inventory; the event may be shared with other readers.
struct EventView {
    std::shared_ptr<const Event> event;
    std::shared_ptr<const Inventory> inventory;
};

/// Which edits a conditional request is about: any, or one of these.
struct EditGuard {
    bool any = false;
    std::vector<std::int64_t> edits;

    bool admits(std::int64_t edit) const;
};

enum class EditRejection {
    event_not_found,
    forbidden,           ///< not the caller's event
    invalid,             ///< see the faults
    capacity_too_small,  ///< less than what is held and sold
    cancelled,           ///< a cancelled event stays cancelled
    has_bookings,
    does_not_add_up,  ///< a suspended event's tickets: see Conservation
    stale             ///< the guard does not hold
};

struct EditRejected {
    EditRejection reason;
    std::vector<Fault> faults = {};
};

/// The use cases of organizers and of everybody who looks at events. Used on the loop's thread only.
class Events {
public:
    /// What is passed must outlive this object.
    Events(EventStore& store, Inventories& inventories, Closures& closures, Clock& clock, UuidSource& ids, Log log);

    /// How a new event is answered; kept under the request's key.
    using AnswerOf = std::function<KeptAnswer(const EventView&)>;
    struct CreateAnswer {
        KeyUse use = KeyUse::fresh;
        KeptAnswer answer;  ///< empty with `reused`
        std::int64_t edit = 1;
        std::int64_t v = 1;
    };
    /// Publishes an event of the caller's. The details have passed `check`.
    Task<CreateAnswer> create(Context context, EventDetails details, std::optional<IdempotencyKey> key,
                              AnswerOf answer_of);

    /// From memory where it is known there. Nothing when there is none, or it was deleted.
    Task<std::optional<EventView>> get(Context context, EventId id);

    /// Changes an event of the caller's (an admin: anybody's). Becoming CANCELLED ends all sales, and has the booking
    /// service end every booking. A suspended event becomes PUBLISHED only when its tickets add up; Unavailable where
    /// that cannot be seen now. A change of nothing raises no edit.
    Task<std::expected<EventView, EditRejected>> edit(Context context, EventId id, EventChanges changes,
                                                      std::optional<EditGuard> guard);

    Task<std::expected<void, EditRejected>> remove(Context context, EventId id, std::optional<EditGuard> guard);

    /// Stops the sales of an event; false when it is not on sale.
    Task<bool> suspend(EventId id);

    /// Hears of an event that was changed elsewhere (an import).
    void publish(const EventRecord& record);

private:
    std::expected<Event, EditRejected> next_edit(const Context& context, const EventRecord& record,
                                                 const EventChanges& changes, const std::optional<EditGuard>& guard);
    EventView view_of(const EventRecord& record);
    Task<bool> adds_up(EventId id);
    void note_edit(const Context& context, const Event& before, const Event& after);

    EventStore& store_;
    Inventories& inventories_;
    Closures& closures_;
    Clock& clock_;
    UuidSource& ids_;
    Log log_;
    RecentlyUsed<EventId, std::shared_ptr<const Event>> known_;
};

}  // namespace boxoffice::event

#pragma once

#include "platform/testing/clocks.hpp"
#include "platform/testing/random.hpp"
#include "platform/testing/temporary_folder.hpp"
#include "platform/testing/turning.hpp"
#include "services/event/adapters/sqlite/sqlite_event_store.hpp"
#include "services/event/app/conservation.hpp"
#include "services/event/app/events.hpp"
#include "services/event/app/imports.hpp"
#include "services/event/app/listings.hpp"
#include "services/event/tests/samples.hpp"

#include <gmock/gmock.h>

namespace boxoffice::event::test {

inline Context as(Role role, int number) {
    return {.caller = {.subject = uuid(2, number).text(), .session = {}, .email = {}, .role = role}, .trace = {}};
}
inline Context organizer() { return as(Role::organizer, 1); }
inline Context other_organizer() { return as(Role::organizer, 2); }
inline Context admin() { return as(Role::admin, 3); }
inline Context service() { return {.caller = Caller::service("booking"), .trace = {}}; }

/// A booking service that answers when it is told to.
class FakeClosures final : public BookingClosures {
public:
    Task<> close_event(EventId id) override {
        ++asked;
        if (silent) throw std::runtime_error("no answer");
        closed.push_back(id);
        co_return;
    }

    bool silent = false;
    int asked = 0;
    std::vector<EventId> closed;
};

/// The event service without its routes.
struct Company {
    Company() : Company(Inventories::Limits{}) {}
    explicit Company(Inventories::Limits limits) : inventories(store, clock, scope, metrics, limits) {}
    ~Company() { cancel_and_join(loop, scope); }

    template <class T>
    T answer(Task<T> task) {
        return run(loop, std::move(task));
    }
    EventView create(EventDetails details, const Context& context = organizer()) {
        EventView view;
        answer(events.create(context, std::move(details), {}, [&view](const EventView& created) {
            view = created;
            return KeptAnswer{201, "", ""};
        }));
        return view;
    }
    EventView create() { return create(sample_event().details); }
    std::expected<AllocationAnswer, AllocationRefused> apply(EventId id, AllocationCommand command) {
        return answer(inventories.apply(service(), inventory_of(id), std::move(command)));
    }
    std::expected<EventView, EditRejected> edit(EventId id, EventChanges changes, std::optional<EditGuard> guard = {},
                                                const Context& context = organizer()) {
        return answer(events.edit(context, id, std::move(changes), std::move(guard)));
    }

    TemporaryFolder folder;
    Loop loop;
    ManualClock clock{loop};
    CountingRandom random;
    UuidSource ids{random};
    Metrics metrics{"event"};
    TaskScope scope{loop, [](const std::exception_ptr&) { FAIL() << "a background task failed"; }};
    FakeClosures bookings;
    SqliteEventStore store{loop, folder.file("event.sqlite")};
    Inventories inventories;
    Closures closures{store, bookings, clock, scope, Log()};
    Events events{store, inventories, closures, clock, ids, Log()};
    Listings listings{store, scope};
    Imports imports{store, events, clock, ids, Log()};
    Conservation conservation{store, events, clock, metrics, Log()};
};

template <class T>
json::Change<T> to(T value) {
    return {.given = true, .value = std::move(value)};
}

inline EventChanges cancelling() { return {.status = to(EventStatus::CANCELLED)}; }

}  // namespace boxoffice::event::test

#pragma once

#include "platform/testing/turning.hpp"
#include "services/event/ports/event_store.hpp"
#include "services/event/tests/samples.hpp"

#include <gmock/gmock.h>

/// What every EventStore has to do, whatever it is made of. Instantiated with a function that makes an empty place for
/// events, of which stores are opened one after another.
namespace boxoffice::event::test {

/// Where a test's events are: a folder, a database.
class EventPlace {
public:
    virtual ~EventPlace() = default;
    /// A store that finds what the stores before it have left.
    virtual std::unique_ptr<EventStore> open(Loop& loop) = 0;
};

struct StoreUnderTest {
    std::string name;
    std::unique_ptr<EventPlace> (*make_place)();
};

class EventStoreContract : public testing::TestWithParam<StoreUnderTest> {
protected:
    EventStoreContract() { open(); }

    void open() {
        store.reset();
        store = place->open(loop);
    }
    template <class T>
    T answer(Task<T> task) {
        return run(loop, std::move(task));
    }
    Event create(Event event) {
        answer(store->create(event, {}));
        return event;
    }
    RoundResult round(const Event& event, std::vector<AllocationCommand> commands, Timestamp at = now) {
        return answer(store->apply_round(inventory_of(event.id), std::move(commands), at));
    }
    Pool room(const Event& event) { return answer(store->find_inventory(inventory_of(event.id)))->room(); }
    Event edited(Event event) {
        ++event.edit;
        return event;
    }
    std::vector<EventId> listed(EventFilter filter) {
        std::vector<EventId> ids;
        for (const auto& record : answer(store->list(std::move(filter)))) ids.push_back(record.event.id);
        return ids;
    }

    std::unique_ptr<EventPlace> place = GetParam().make_place();
    Loop loop;
    std::unique_ptr<EventStore> store;
};

}  // namespace boxoffice::event::test

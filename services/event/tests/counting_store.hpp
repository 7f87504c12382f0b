#pragma once

#include "services/event/ports/event_store.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <map>

namespace boxoffice::event::test {

/// A store that counts what is asked of it, and fails when it is told to.
class CountingStore final : public EventStore {
public:
    explicit CountingStore(EventStore& inner) : inner_(inner) {}

    Task<RoundResult> apply_round(InventoryId id, std::vector<AllocationCommand> commands, Timestamp at) override {
        sizes.push_back(commands.size());
        EXPECT_EQ(++under_way[id], 1) << "one round of an inventory at a time";
        auto result = co_await inner_.apply_round(id, std::move(commands), at);
        --under_way[id];
        if (failing) throw std::runtime_error("broken");
        co_return result;
    }
    Task<std::shared_ptr<const Inventory>> find_inventory(InventoryId id) override {
        ++finds;
        return inner_.find_inventory(id);
    }
    Task<Created> create(Event event, std::optional<KeyedAnswer> keyed) override {
        return inner_.create(std::move(event), std::move(keyed));
    }
    Task<std::optional<EventRecord>> find(EventId id) override { return inner_.find(id); }
    Task<std::vector<EventRecord>> list(EventFilter filter) override {
        ++lists;
        auto records = co_await inner_.list(std::move(filter));
        if (after_list) co_await std::exchange(after_list, nullptr)();
        co_return records;
    }
    Task<std::expected<EventRecord, EditRefusal>> replace(Event event) override {
        return inner_.replace(std::move(event));
    }
    Task<std::expected<std::shared_ptr<const Inventory>, EditRefusal>> remove(
        EventId id, std::optional<std::int64_t> edit) override {
        return inner_.remove(id, edit);
    }
    Task<std::optional<Register>> find_register(InventoryId id, Uuid booking_id) override {
        return inner_.find_register(id, booking_id);
    }
    Task<std::vector<EventId>> closures_to_tell() override { return inner_.closures_to_tell(); }
    Task<> closure_told(EventId id) override { return inner_.closure_told(id); }
    Task<ImportResult> import(std::vector<ImportItem> items, Timestamp at) override {
        return inner_.import(std::move(items), at);
    }
    Task<std::vector<InventorySums>> sums() override { return inner_.sums(); }
    Task<std::optional<InventorySums>> sums_of(InventoryId id) override { return inner_.sums_of(id); }

    std::vector<std::size_t> sizes;
    std::map<InventoryId, int> under_way;
    int finds = 0;
    int lists = 0;
    std::function<Task<>()> after_list;  ///< once, between reading a list and answering it
    bool failing = false;

private:
    EventStore& inner_;
};

}  // namespace boxoffice::event::test

#pragma once

#include "platform/async/clock.hpp"
#include "platform/async/scope.hpp"
#include "platform/batch/batcher.hpp"
#include "platform/metrics/metrics.hpp"
#include "platform/shared/shared.hpp"
#include "services/event/app/recently_used.hpp"
#include "services/event/app/watch.hpp"
#include "services/event/ports/event_store.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <unordered_map>

namespace boxoffice::event {

struct AllocationAnswer {
    Shared<Register> entry;
    /// After the round that answered: prices, currency, snapshot, version. Null where a release met no inventory.
    std::shared_ptr<const Inventory> inventory;
};

/// The inventories as bookings use them: commands in rounds, availability from memory, and who watches it.
/// Used on the loop's thread only.
class Inventories {
public:
    struct Limits {
        std::size_t commands_a_round = 256;
        std::size_t remembered = 20'000;          ///< inventories whose newest state is kept in memory
        std::size_t lanes = 1'024;                ///< beyond, idle ones are dropped
        std::chrono::milliseconds quiet{15'000};  ///< how long a watcher waits while nothing changes
        /// How long what is in memory counts as the newest; none: for ever, since no other process writes.
        std::optional<std::chrono::milliseconds> fresh_for = {};
        Patience patience = {};  ///< of a round
    };
    /// What is passed must outlive this object; `scope` owns the rounds and has to be joined first.
    Inventories(EventStore& store, Clock& clock, TaskScope& scope, Metrics& metrics, Limits limits);
    Inventories(EventStore& store, Clock& clock, TaskScope& scope, Metrics& metrics)
        : Inventories(store, clock, scope, metrics, Limits{}) {}

    /// Decides a booking's command and makes it durable. Commands of one inventory that arrive while a round of it is
    /// under way go together in the next, in their order, as do those that come within `patience`. The caller is a
    /// service or an admin.
    Task<std::expected<AllocationAnswer, AllocationRefused>> apply(Context context, InventoryId id,
                                                                   AllocationCommand command);

    /// Where other processes write, too: looks for newer states of what is watched, until cancelled.
    Task<> follow();

    /// The newest state, from memory if it is there and fresh. Null when there is none; a deleted one has state
    /// DELETED.
    Task<std::shared_ptr<const Inventory>> look(InventoryId id);

    /// The newest state that is in memory; null when none is, or it is no longer fresh.
    std::shared_ptr<const Inventory> recall(InventoryId id);

    /// Follows an inventory; null when there is none or it was deleted.
    Task<std::shared_ptr<Watch>> watch(InventoryId id);

    /// Hears of a state that was read or written; it counts if it is newer than what is known.
    void publish(const std::shared_ptr<const Inventory>& inventory);

private:
    using Outcome = std::expected<AllocationAnswer, AllocationRefused>;
    using Lane = Batcher<AllocationCommand, Outcome>;

    struct Known {
        std::shared_ptr<const Inventory> inventory;
        std::chrono::steady_clock::time_point seen_at;
    };

    Task<std::shared_ptr<const Inventory>> read(InventoryId id);
    Task<> refresh_watched();
    Lane& lane(InventoryId id);
    Task<std::vector<Outcome>> run_round(InventoryId id, std::vector<AllocationCommand> commands);

    EventStore& store_;
    Clock& clock_;
    TaskScope& scope_;
    Limits limits_;
    Counter& rounds_;
    Counter& commands_;
    RecentlyUsed<InventoryId, Known> latest_;
    std::unordered_map<InventoryId, std::unique_ptr<Lane>> lanes_;
    std::unordered_map<InventoryId, std::weak_ptr<Watch>> watches_;
};

}  // namespace boxoffice::event

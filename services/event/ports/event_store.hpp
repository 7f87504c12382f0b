#pragma once

#include "platform/async/task.hpp"
#include "platform/idempotency/idempotency.hpp"
#include "services/event/domain/draft.hpp"
#include "services/event/domain/event.hpp"

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::event {

/// An event with its inventory, both as of one version.
struct EventRecord {
    Event event;
    std::shared_ptr<const Inventory> inventory;
};

/// An answer to keep for a request's key.
struct KeyedAnswer {
    IdempotencyKey key;
    KeptAnswer answer;
};

struct Created {
    KeyUse use = KeyUse::fresh;
    KeptAnswer answer;  ///< with `replayed`
};

/// Which events a list shows: those that are published, soonest first, then by id.
struct EventFilter {
    std::vector<std::string> words;      ///< folded; each must be part of the event's search_text, the fourth and those
                                         ///< after it together
    std::optional<std::string> topic;    ///< folded
    std::optional<std::string> city;     ///< folded
    std::optional<std::string> country;  ///< folded
    std::optional<Timestamp> from;       ///< starts then or later
    std::optional<Timestamp> to;         ///< starts then or earlier
    struct Position {
        Timestamp starts_at{};
        EventId id;

        auto operator<=>(const Position&) const = default;
    };
    std::optional<Position> after;  ///< the last one of the page before
    std::size_t limit = 50;

    auto operator<=>(const EventFilter&) const = default;
};

enum class EditRefusal {
    event_not_found,
    stale,               ///< the stored edit is not the guard
    capacity_too_small,  ///< less than what is held and sold
    has_bookings         ///< something is held or sold
};

struct AllocationRefused {
    AllocationRefusal reason;
    std::optional<Register> superseded_by;  ///< with `superseded`
};

/// What became of the commands of a round.
struct RoundResult {
    std::shared_ptr<const Inventory> inventory;                        ///< after the round; null when there is none
    std::vector<std::expected<Register, AllocationRefused>> outcomes;  ///< in the order of the commands
};

/// A draft that has passed the rules.
struct ImportItem {
    EventDraft draft;
    Event event;        ///< what to create when the identity is new
    Digest identity{};  ///< SHA-256 of organizer and identity
    Digest content{};   ///< SHA-256 of what the draft says
};

enum class ImportOutcome { created, changed, unchanged };

struct ImportResult {
    std::vector<ImportOutcome> outcomes;  ///< in the order of the items
    std::vector<EventRecord> changed;     ///< the events that were there and are different now
};

/// The sums of one inventory at one version: what its pools say, and what its registers add up to.
struct InventorySums {
    InventoryId inventory_id;
    std::int64_t v = 0;
    std::map<PoolId, Pool> pools;
    std::map<PoolId, Pool> registered;  ///< held and sold of all registers, by pool; capacity is not filled in
};

/// Where events and inventories live. Every call is one atomic step, durable when it is answered; a fault (exception)
/// means that nothing is known of it. Called on the loop's thread. Several stores on one database see each other's
/// writes at once.
class EventStore {
public:
    virtual ~EventStore() = default;

    /// Writes the event and its inventory, and keeps the answer under the key if there is one. When the key is known,
    /// nothing is written.
    virtual Task<Created> create(Event event, std::optional<KeyedAnswer> keyed) = 0;

    /// Nothing when there is none, or it was deleted.
    virtual Task<std::optional<EventRecord>> find(EventId id) = 0;

    virtual Task<std::vector<EventRecord>> list(EventFilter filter) = 0;

    /// Replaces the event by its next edit (`event.edit` is one more than the stored one, else `stale`), its texts and
    /// its inventory together (see apply_edit). Becoming CANCELLED also notes that the booking service is to be told.
    virtual Task<std::expected<EventRecord, EditRefusal>> replace(Event event) = 0;

    /// Takes the event off the list for good, guarded on nothing being held or sold and, if given, on the edit. The
    /// inventory stays as DELETED, one version on, so that late commands bounce; it is what is returned.
    virtual Task<std::expected<std::shared_ptr<const Inventory>, EditRefusal>> remove(
        EventId id, std::optional<std::int64_t> edit) = 0;

    /// Decides the commands in their order by `decide`, and writes registers, pools and, if anything changed, the next
    /// version: all or nothing. Rounds of one inventory come one after another.
    virtual Task<RoundResult> apply_round(InventoryId id, std::vector<AllocationCommand> commands, Timestamp now) = 0;

    /// The inventory, also of a deleted event.
    virtual Task<std::shared_ptr<const Inventory>> find_inventory(InventoryId id) = 0;

    /// One booking's register in an inventory.
    virtual Task<std::optional<Register>> find_register(InventoryId id, Uuid booking_id) = 0;

    /// Cancelled events of which the booking service has not been told yet, oldest first.
    virtual Task<std::vector<EventId>> closures_to_tell() = 0;
    /// It has been told. Repeating it is harmless.
    virtual Task<> closure_told(EventId id) = 0;

    /// Creates what is new, changes what says something else than when it was last imported. Items of one identity
    /// count in their order. A changed event keeps its capacity, price, limit and status. All or nothing in one file;
    /// where only single documents are atomic, what was done before a fault stays, and the same import goes on from
    /// there.
    virtual Task<ImportResult> import(std::vector<ImportItem> items, Timestamp now) = 0;

    /// All inventories that are not deleted, each at one version. Reads every register. One that does not stand still
    /// for that long may be left out.
    virtual Task<std::vector<InventorySums>> sums() = 0;
    /// The same of one; nothing when there is none, or it does not stand still.
    virtual Task<std::optional<InventorySums>> sums_of(InventoryId id) = 0;
};

}  // namespace boxoffice::event

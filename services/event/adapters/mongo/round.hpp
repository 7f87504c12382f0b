#pragma once

#include "platform/mongo/database.hpp"
#include "services/event/adapters/mongo/inventory_documents.hpp"
#include "services/event/ports/event_store.hpp"

#include <span>

namespace boxoffice::event {

/// Registers that stay in an inventory's document; a round that would make it more writes the oldest out first.
inline constexpr std::size_t open_max = 256;

/// The numbers with which this instance has written registers out: such a register may leave `open`.
using WrittenOut = std::map<Uuid, std::int64_t>;

/// What became of a round, and the inventory after it.
struct RoundAttempt {
    bool lost = false;  ///< somebody else wrote the inventory in between: nothing is written, nothing is decided
    RoundResult result;
    std::shared_ptr<const OpenInventory> known;  ///< null when there is none, or it is not known any more
};

/// Decides the commands on the inventory as it is known (null: it is read first) and writes it, if anything changed,
/// guarded on its version. A round that changes nothing is answered only from an inventory that is not older than the
/// call.
RoundAttempt attempt_round(mongo::Database& database, InventoryId id, std::shared_ptr<const OpenInventory> known,
                           const WrittenOut& written, std::span<const AllocationCommand> commands, Timestamp now);

}  // namespace boxoffice::event

#pragma once

#include "platform/mongo/client.hpp"
#include "services/event/adapters/mongo/contender.hpp"
#include "services/event/adapters/mongo/turns.hpp"

namespace boxoffice::event {

/// The rounds of all inventories: one under way for each, taken again when another instance came first, and their
/// registers written out afterwards, off the path. Used on the loop's thread only.
class InventoryRounds {
public:
    InventoryRounds(Loop& loop, mongo::Client& client, Turns& turns) : loop_(loop), client_(client), turns_(turns) {}

    /// See EventStore::apply_round.
    Task<RoundResult> apply(InventoryId id, std::vector<AllocationCommand> commands, Timestamp now);

private:
    void start_writing_out(const std::shared_ptr<Lane>& lane);

    Loop& loop_;
    mongo::Client& client_;
    Turns& turns_;
};

}  // namespace boxoffice::event

#pragma once

#include "platform/async/task.hpp"
#include "services/event/adapters/mongo/round.hpp"

#include <deque>
#include <unordered_map>

namespace boxoffice::event {

/// What this instance knows of one inventory, and who of it may write there now.
struct Lane {
    std::shared_ptr<const OpenInventory> known;  ///< as it was last written here; null: not known
    WrittenOut written;                          ///< what has been written out of `known` since
    bool writing_out = false;
    bool taken = false;
    std::deque<Resume<void>> waiting;
};

/// Lets the writers of an inventory within this instance come one after another, so that they do not compete for its
/// version among themselves. Used on the loop's thread only.
class Turns {
public:
    explicit Turns(Loop& loop) : loop_(loop) {}

    /// Held while its owner writes; the next one's turn comes when it goes.
    class Turn {
    public:
        Turn(Loop& loop, std::shared_ptr<Lane> lane) : loop_(loop), lane_(std::move(lane)) {}
        Turn(Turn&&) = default;
        Turn& operator=(Turn&&) = delete;
        ~Turn();

        const std::shared_ptr<Lane>& lane() const { return lane_; }

    private:
        Loop& loop_;
        std::shared_ptr<Lane> lane_;
    };

    Task<Turn> take(InventoryId id);

private:
    std::shared_ptr<Lane> lane_of(InventoryId id);

    Loop& loop_;
    std::unordered_map<InventoryId, std::shared_ptr<Lane>> lanes_;
};

}  // namespace boxoffice::event

#pragma once

#include "platform/mongo/client.hpp"
#include "services/event/domain/ids.hpp"

#include <boost/asio/steady_timer.hpp>

namespace boxoffice::event {

/// One write of an inventory, tried until no other instance comes in between.
///
/// Who has just won knows the inventory and is quicker than one that has to read it first: it would win for ever. So
/// one that keeps losing sets `wanted` in the document, which a write from memory does not pass; any other write
/// takes it away.
class Contender {
public:
    Contender(Loop& loop, mongo::Client& client, InventoryId id) : timer_(loop), client_(client), id_(id) {}

    /// To be awaited before each attempt; before all but the first it counts a loss and waits at random: up to as long
    /// as an attempt takes after the first, to let the other finish, 0 to 5 ms after the others. Throws Unavailable
    /// when it has been going on for four seconds.
    Task<> ready();

private:
    using Clock = std::chrono::steady_clock;
    using Timer = boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, Executor>;

    Timer timer_;
    mongo::Client& client_;
    InventoryId id_;
    Clock::time_point since_ = Clock::now();
    int attempts_ = 0;
};

}  // namespace boxoffice::event

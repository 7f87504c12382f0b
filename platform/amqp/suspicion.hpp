#pragma once

#include "platform/amqp/message.hpp"

#include <cstddef>
#include <deque>
#include <vector>

namespace boxoffice::amqp {

/// How a message that kills the process is kept from taking the innocent with it.
///
/// Each end of a process or a connection counts as a delivery of all that was delivered to it. So messages that came
/// back often are suspects: they are handed over few at a time, apart from all others, and in the end, when one more
/// delivery would make them dead letters, alone and before all others. The killer goes to the dead queue; whoever was
/// delivered with it has been handed over without it by then.
struct Suspicion {
    std::int64_t suspect_after = 3;     ///< returns to the queue
    std::size_t suspects_at_once = 16;  ///< handed over, and fetched while they stand at the head of the queue
    std::int64_t alone_after = 5;       ///< returns to the queue; the topology's delivery limit

    bool suspect(const Delivery& delivery) const { return delivery.returned >= suspect_after; }
    bool last_chance(const Delivery& delivery) const { return delivery.returned >= alone_after; }

    /// Takes out what is to be handed over next, at most `most`.
    std::vector<Delivery> take_next(std::deque<Delivery>& arrived, std::size_t most) const;
};

}  // namespace boxoffice::amqp

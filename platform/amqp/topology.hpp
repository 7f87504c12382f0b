#pragma once

#include <optional>
#include <string>

namespace boxoffice::amqp {

/// One exchange, one queue that hears of everything there, and one for what cannot be handled. Whoever publishes or
/// consumes declares all of it first, so that neither needs the other to have been there; declaring again is harmless,
/// declaring otherwise is refused by the broker.
///
/// The exchange is a durable topic exchange. Both queues are quorum queues: replicated, synced to disk, and they count
/// the deliveries of each message. One that came back more often than `delivery_limit` goes through the fanout exchange
/// `dead_queue` into the queue of that name, at least once: it leaves the queue only when the dead queue has confirmed
/// it.
struct Topology {
    std::string exchange = "bookings";
    std::string queue = "notifications";
    std::string dead_queue = "notifications.dead";
    std::string binding = "booking.*";      ///< which routing keys reach the queue
    std::optional<int> delivery_limit = 5;  ///< returns to the queue; so a message is delivered once more than that
};

}  // namespace boxoffice::amqp

#pragma once

#include "platform/amqp/address.hpp"
#include "platform/amqp/topology.hpp"

#include <cstddef>

namespace boxoffice::amqp {

/// Moves the messages that are in the dead queue now back to the queue, each with its id, body and trace, and its
/// deliveries counted anew. A message leaves the dead queue when the broker has confirmed it for the queue: whatever
/// happens, none is lost, and at worst one comes twice. Blocks; gives how many were moved; throws Unavailable when the
/// broker does not answer. Many may run it at once.
std::size_t replay_dead(const Address& address, const Topology& topology);

}  // namespace boxoffice::amqp

#pragma once

#include "platform/amqp/address.hpp"
#include "platform/amqp/message.hpp"
#include "platform/amqp/suspicion.hpp"
#include "platform/amqp/topology.hpp"
#include "platform/async/task.hpp"
#include "platform/log/log.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace boxoffice::amqp {

/// Receives the messages of a topology's queue, suspects apart (see Suspicion). It has one connection on a thread of
/// its own, declares the topology, and connects again by itself, in growing gaps; what was delivered and not settled
/// before comes again then. Used on the loop's thread, by one receiver.
class Consumer {
public:
    struct Options {
        std::string name = "consumer";      ///< as the management interface shows the connection
        std::uint16_t prefetch = 512;       ///< messages delivered and not settled
        std::size_t body_max = 128 * 1024;  ///< bytes of a body; of a larger one only the beginning is kept
        Suspicion suspicion = {};
    };

    /// Begins to connect; neither waits for the broker nor fails without it.
    Consumer(Loop& loop, Address address, Topology topology, Log log, Options options);
    Consumer(const Consumer&) = delete;
    Consumer& operator=(const Consumer&) = delete;
    /// Sends the settlements that were given, and closes the connection: what is not settled goes back to the queue.
    ~Consumer();

    /// Waits until there is at least one message and gives at most `most`; while the broker is away, it waits.
    /// Throws operation_aborted when cancelled.
    Task<std::vector<Delivery>> receive(std::size_t most);

    /// These are done. A settlement of a connection that was lost meanwhile does nothing: they come again.
    void acknowledge(const std::vector<DeliveryTag>& tags);
    /// These could not be handled: they come again, until the delivery limit sets them aside.
    void give_back(const std::vector<DeliveryTag>& tags);

    /// Asks the broker something; throws Unavailable when it does not answer within 2 seconds.
    Task<> ping();

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace boxoffice::amqp

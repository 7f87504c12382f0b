#pragma once

#include "platform/amqp/address.hpp"
#include "platform/amqp/message.hpp"
#include "platform/amqp/topology.hpp"
#include "platform/async/task.hpp"
#include "platform/log/log.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace boxoffice::amqp {

/// Publishes messages safely: persistent, mandatory, with publisher confirms. It has one connection on a thread of its
/// own, declares the topology, and connects again by itself, in growing gaps. Used on the loop's thread.
class Publisher {
public:
    struct Options {
        std::string name = "publisher";                  ///< as the management interface shows the connection
        std::chrono::milliseconds confirm_limit{4'000};  ///< for a burst, from its first message to its last confirm
        std::size_t waiting_max = 20'000;                ///< messages given and not yet answered
    };

    /// Begins to connect; neither waits for the broker nor fails without it.
    Publisher(Loop& loop, Address address, Topology topology, Log log, Options options);
    Publisher(const Publisher&) = delete;
    Publisher& operator=(const Publisher&) = delete;
    /// Ends what is under way; calls that were not served get Unavailable.
    ~Publisher();

    /// Sends all in one burst and returns when the broker has confirmed every one: stored on disk by a majority of the
    /// queue's replicas. Calls that wait together share a burst. Throws Unavailable when one was refused, reached no
    /// queue or was not confirmed in time, when the connection was lost, when too much waits already, and at once while
    /// the broker is known to be away; then any part of them may have been taken.
    Task<> publish(std::vector<Outgoing> messages);

    /// Asks the broker something; throws Unavailable when it does not answer within 2 seconds.
    Task<> ping();

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace boxoffice::amqp

#pragma once

#include "platform/amqp/address.hpp"
#include "platform/amqp/message.hpp"
#include "platform/amqp/topology.hpp"
#include "platform/amqp/wake.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <variant>

namespace boxoffice::amqp {

/// What the broker says of messages published on this connection, by number (the first is 1).
struct Confirmation {
    std::uint64_t number = 0;
    bool and_all_before = false;
    bool taken = true;
};

/// The broker had no queue for this message (it is confirmed nevertheless).
struct Returned {
    std::string message_id;
    std::string why;
};

using Happening = std::variant<Delivery, Confirmation, Returned>;

/// One AMQP 0-9-1 connection with one channel, blocking, for one thread. Every fault is thrown as Unavailable, after
/// which the connection is of no use; every call is bounded in time, but for a name server that is silent.
class Connection {
public:
    struct Options {
        std::string name;  ///< as the management interface shows it
        std::chrono::milliseconds answer_limit{2'000};
        std::chrono::seconds heartbeat{10};
        std::size_t body_max = 128 * 1024;  ///< bytes kept of a delivery
    };

    Connection(const Address& address, Options options);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    /// Says good-bye, at most for `answer_limit`.
    ~Connection();

    void declare(const Topology& topology);
    /// Asks for a confirmation of each message published from here on (RabbitMQ: publisher confirms).
    void ask_for_confirmations();
    /// Sends one message; it may wait for the network, see `abort`. Numbers count up from 1.
    std::uint64_t publish(const std::string& exchange, const Outgoing& message);
    /// Holds back what is published until `flush`, so that it leaves in few packets.
    void gather();
    void flush();

    /// Begins to deliver, at most `prefetch` without acknowledgement; a further call adds to that.
    void consume(const std::string& queue, std::uint16_t prefetch);
    void acknowledge(DeliveryTag tag, bool and_all_before);
    /// Back to the queue, where it counts as one delivery.
    void give_back(DeliveryTag tag);
    /// How many messages wait in a queue.
    std::size_t waiting_in(const std::string& queue);

    /// The next thing that happens, or nothing when the limit has passed (0: only what is here already).
    std::optional<Happening> next(std::chrono::milliseconds limit);
    /// Waits until there is something to read, somebody woke us, or the limit has passed. Heartbeats are sent by
    /// `next`.
    void wait(Wake& wake, std::chrono::milliseconds limit);
    /// Asks the broker something and waits for the answer.
    void ping();

    /// Ends a call under way on the connection's thread. Safe from any thread while the connection lives.
    void abort() noexcept;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace boxoffice::amqp

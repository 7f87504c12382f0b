#pragma once

#include "platform/amqp/address.hpp"
#include "platform/amqp/connection.hpp"
#include "platform/amqp/topology.hpp"

#include <functional>
#include <string>
#include <vector>

namespace boxoffice::amqp {

/// A virtual host and a user of the test's own on the broker that AMQP_URL names, made over RABBITMQ_MANAGEMENT_URL and
/// removed at the end. Throws std::runtime_error when either is not set or does not answer.
class TestBroker {
public:
    TestBroker();
    TestBroker(const TestBroker&) = delete;
    TestBroker& operator=(const TestBroker&) = delete;
    ~TestBroker();

    const Address& address() const { return address_; }
    /// Closes every connection of the test's user, as an operator may.
    void drop_connections() const;

    /// Publishes as a stranger would, to a queue, and waits for the confirmations.
    void put(const std::string& queue, const std::vector<Outgoing>& messages) const;
    std::size_t waiting_in(const std::string& queue) const;
    /// Waits until the queue holds so many, for at most 10 s; what it holds then.
    std::size_t waiting_in(const std::string& queue, std::size_t expected) const;
    /// Takes out what the queue holds now.
    std::vector<Delivery> drain(const std::string& queue) const;
    /// From here on the queue holds at most so many messages.
    void limit(const std::string& queue, std::size_t messages_max) const;
    void remove(const std::string& queue) const;

private:
    void ask(const char* method, const std::string& path, const std::string& body) const;

    std::string management_;
    std::string name_;
    Address address_;
};

}  // namespace boxoffice::amqp

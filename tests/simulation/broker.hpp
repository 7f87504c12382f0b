#pragma once

#include "services/booking/ports/publisher.hpp"
#include "services/notification/ports/message_source.hpp"
#include "tests/simulation/process.hpp"

#include <map>
#include <set>

namespace boxoffice::simulation {

/// The message broker: a durable queue, at least once, in any order. What a consumer has and has not acknowledged when
/// its connection ends is given again.
class Broker {
public:
    using ConnectionId = int;
    /// Hears of what is published.
    using Heard = std::function<void(const booking::Message&)>;

    Broker(Environment& environment, Heard heard) : environment_(environment), heard_(std::move(heard)) {}

    void publish(const booking::Message& message);

    ConnectionId connect() { return ++connections_; }
    /// Everything that the connection has is given again.
    void disconnect(ConnectionId connection);
    struct Receiver {
        ConnectionId connection;
        std::size_t most;
        WaitingPtr waiting;
        std::shared_ptr<std::vector<notification::ReceivedMessage>> received;
    };
    void receive(Receiver receiver);
    void acknowledge(const std::vector<notification::DeliveryTag>& tags);
    void give_back(const std::vector<notification::DeliveryTag>& tags);
    /// Goes on after a silence.
    void hand_over();

    bool is_empty() const { return ready_.empty() && given_.empty() && on_their_way_ == 0; }

private:
    using Body = std::shared_ptr<const std::string>;
    struct Given {
        Body body;
        ConnectionId connection;
    };

    void enqueue(Body body);
    void put_back(std::map<notification::DeliveryTag, Given>::iterator given);

    Environment& environment_;
    Heard heard_;
    ConnectionId connections_ = 0;
    notification::DeliveryTag last_tag_ = 0;
    std::size_t on_their_way_ = 0;
    std::vector<Body> ready_;
    std::map<notification::DeliveryTag, Given> given_;
    std::vector<Receiver> receivers_;
};

/// The booking service's way to the broker.
class SimulatedPublisher final : public booking::Publisher {
public:
    SimulatedPublisher(Process& process, Broker& broker) : process_(process), broker_(broker) {}
    Task<> publish(std::vector<booking::Message> messages) override;

private:
    Process& process_;
    Broker& broker_;
};

/// A consumer's connection to the broker.
class SimulatedSource final : public notification::MessageSource {
public:
    SimulatedSource(Process& process, Broker& broker)
        : process_(process), broker_(broker), connection_(broker.connect()) {}
    ~SimulatedSource() override { broker_.disconnect(connection_); }

    Task<std::vector<notification::ReceivedMessage>> receive(std::size_t most) override;
    Task<> acknowledge(std::vector<notification::DeliveryTag> tags) override;
    Task<> give_back(std::vector<notification::DeliveryTag> tags) override;

private:
    template <class Effect>
    Task<> settle(Effect effect);

    Process& process_;
    Broker& broker_;
    Broker::ConnectionId connection_;
};

}  // namespace boxoffice::simulation

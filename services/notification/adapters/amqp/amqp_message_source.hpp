#pragma once

#include "platform/amqp/consumer.hpp"
#include "platform/log/log.hpp"
#include "services/notification/ports/message_source.hpp"

namespace boxoffice::notification {

/// Messages from RabbitMQ. One that cannot be understood, or is too large, is given back, since another instance may be
/// of a release that understands it, and a line in the log says why. Whatever is given back comes again until the
/// queue's delivery limit sends it to the dead queue.
class AmqpMessageSource final : public MessageSource {
public:
    /// `consumer` outlives this.
    AmqpMessageSource(amqp::Consumer& consumer, Log log) : consumer_(consumer), log_(std::move(log)) {}

    Task<std::vector<ReceivedMessage>> receive(std::size_t most) override;
    Task<> acknowledge(std::vector<DeliveryTag> tags) override;
    Task<> give_back(std::vector<DeliveryTag> tags) override;

private:
    std::vector<ReceivedMessage> understand(std::vector<amqp::Delivery> deliveries);

    amqp::Consumer& consumer_;
    Log log_;
};

}  // namespace boxoffice::notification

#pragma once

#include "apps/boxoffice/base.hpp"
#include "platform/amqp/consumer.hpp"
#include "platform/amqp/publisher.hpp"
#include "services/booking/ports/booking_store.hpp"
#include "services/booking/ports/publisher.hpp"
#include "services/notification/ports/message_source.hpp"

#include <memory>

namespace boxoffice::adapters {

/// Where the broker is. Throws SettingError when AMQP_URL is no address.
amqp::Address broker_address(const Configuration& configuration);

/// The way of messages from the booking to the notification service: RabbitMQ where the configuration names it, else
/// the outbox of the embedded booking store. Must outlive what it gives.
class Messages {
public:
    explicit Messages(Base& base) : base_(base) {}

    /// `queue` is the embedded store's; none where there is a broker.
    std::shared_ptr<booking::Publisher> publisher(Door& door, std::shared_ptr<booking::OutboxQueue> queue);
    /// Embedded, the publisher must have been asked for.
    std::shared_ptr<notification::MessageSource> source(Door& door);

private:
    bool has_broker() const { return !base_.configuration.engines.amqp_url.empty(); }

    Base& base_;
    std::unique_ptr<amqp::Publisher> publisher_;
    std::unique_ptr<amqp::Consumer> consumer_;
    std::shared_ptr<notification::MessageSource> embedded_;
};

}  // namespace boxoffice::adapters

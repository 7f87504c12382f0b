#include "apps/boxoffice/adapters/messages.hpp"

#include "apps/boxoffice/neighbours/outbox_source.hpp"
#include "services/booking/adapters/amqp/amqp_publisher.hpp"
#include "services/notification/adapters/amqp/amqp_message_source.hpp"

namespace boxoffice::adapters {

namespace {

constexpr auto broker_name = "RabbitMQ";

}  // namespace

amqp::Address broker_address(const Configuration& configuration) {
    try {
        return amqp::Address::parse(configuration.engines.amqp_url.reveal());
    } catch (const std::invalid_argument& fault) {
        throw SettingError(std::string("AMQP_URL: ") + fault.what());
    }
}

std::shared_ptr<booking::Publisher> Messages::publisher(Door& door, std::shared_ptr<booking::OutboxQueue> queue) {
    if (!has_broker()) {
        const auto outbox = std::make_shared<OutboxSource>(std::move(queue), base_.loop, door.log);
        embedded_ = outbox;
        return outbox;
    }
    publisher_ = std::make_unique<amqp::Publisher>(base_.loop, broker_address(base_.configuration), amqp::Topology{},
                                                   door.log, amqp::Publisher::Options{.name = "booking"});
    door.standing.needs({.name = broker_name, .ping = [this] { return publisher_->ping(); }});
    return std::make_shared<booking::AmqpPublisher>(base_.scope, *publisher_);
}

std::shared_ptr<notification::MessageSource> Messages::source(Door& door) {
    if (!has_broker()) return embedded_;
    consumer_ = std::make_unique<amqp::Consumer>(base_.loop, broker_address(base_.configuration), amqp::Topology{},
                                                 door.log, amqp::Consumer::Options{.name = "notification"});
    door.standing.needs({.name = broker_name, .ping = [this] { return consumer_->ping(); }});
    return std::make_shared<notification::AmqpMessageSource>(*consumer_, door.log);
}

}  // namespace boxoffice::adapters

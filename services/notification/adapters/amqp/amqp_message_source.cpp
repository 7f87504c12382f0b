#include "services/notification/adapters/amqp/amqp_message_source.hpp"

#include "services/notification/ports/message_json.hpp"

namespace boxoffice::notification {

namespace {

std::expected<Message, std::string> read(const amqp::Delivery& delivery) {
    if (delivery.too_large) return std::unexpected("larger than a message may be");
    auto message = read_message(delivery.body);
    if (message && message->traceparent.empty()) message->traceparent = delivery.traceparent;
    return message;
}

}  // namespace

Task<std::vector<ReceivedMessage>> AmqpMessageSource::receive(std::size_t most) {
    for (;;) {
        auto messages = understand(co_await consumer_.receive(most));
        if (!messages.empty()) co_return messages;
    }
}

std::vector<ReceivedMessage> AmqpMessageSource::understand(std::vector<amqp::Delivery> deliveries) {
    std::vector<ReceivedMessage> messages;
    std::vector<DeliveryTag> not_understood;
    for (auto& delivery : deliveries) {
        auto message = read(delivery);
        if (message) {
            messages.push_back({.tag = delivery.tag,
                                .message = std::move(*message),
                                .body = std::make_shared<const std::string>(std::move(delivery.body))});
            continue;
        }
        not_understood.push_back(delivery.tag);
        log_.error("a message cannot be understood and will be set aside", {{"message_id", delivery.message_id},
                                                                            {"routing_key", delivery.routing_key},
                                                                            {"bytes", delivery.body_size},
                                                                            {"delivery", delivery.returned + 1},
                                                                            {"why", message.error()}});
    }
    consumer_.give_back(not_understood);
    return messages;
}

Task<> AmqpMessageSource::acknowledge(std::vector<DeliveryTag> tags) {
    consumer_.acknowledge(tags);
    co_return;
}

Task<> AmqpMessageSource::give_back(std::vector<DeliveryTag> tags) {
    consumer_.give_back(tags);
    co_return;
}

}  // namespace boxoffice::notification

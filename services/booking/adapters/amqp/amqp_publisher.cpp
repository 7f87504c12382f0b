#include "services/booking/adapters/amqp/amqp_publisher.hpp"

#include "platform/json/write.hpp"
#include "services/booking/ports/unanswered.hpp"

namespace boxoffice::booking {

namespace {

constexpr std::size_t calls_max = 512;  // in one burst; a call is mostly one message

amqp::Outgoing outgoing(const Message& message) {
    return {.routing_key = std::string("booking.") + boost::describe::enum_to_string(message.kind, ""),
            .message_id = message.message_id,
            .traceparent = message.traceparent,
            .body = json::write(message)};
}

}  // namespace

AmqpPublisher::AmqpPublisher(TaskScope& scope, amqp::Publisher& publisher)
    : publisher_(publisher),
      batcher_(scope, calls_max, [this](Batch batch) { return send(std::move(batch)); }, for_company) {}

Task<std::vector<bool>> AmqpPublisher::send(Batch batch) {
    std::vector<amqp::Outgoing> burst;
    for (const auto& messages : batch)
        for (const auto& message : messages) burst.push_back(outgoing(message));
    co_await publisher_.publish(std::move(burst));
    co_return std::vector<bool>(batch.size(), true);
}

Task<> AmqpPublisher::publish(std::vector<Message> messages) {
    if (messages.empty()) co_return;
    std::string why;
    try {
        co_await batcher_.call(std::move(messages));
        co_return;
    } catch (const std::exception& fault) {
        why = fault.what();
    }
    throw Unanswered(why);
}

}  // namespace boxoffice::booking

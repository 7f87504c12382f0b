#pragma once

#include "platform/amqp/publisher.hpp"
#include "platform/batch/batcher.hpp"
#include "services/booking/ports/publisher.hpp"

namespace boxoffice::booking {

/// Messages to RabbitMQ: routing key "booking.<kind>", the message's own id, its JSON as body, its trace in the
/// headers. Calls that come while a burst is under way, and a little after, go together as the next.
class AmqpPublisher final : public Publisher {
public:
    /// `scope` owns the burst under way; `publisher` outlives this.
    AmqpPublisher(TaskScope& scope, amqp::Publisher& publisher);

    Task<> publish(std::vector<Message> messages) override;

private:
    using Batch = std::vector<std::vector<Message>>;
    Task<std::vector<bool>> send(Batch batch);

    amqp::Publisher& publisher_;
    Batcher<std::vector<Message>, bool> batcher_;
};

}  // namespace boxoffice::booking

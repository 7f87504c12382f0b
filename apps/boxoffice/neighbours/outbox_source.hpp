#pragma once

#include "platform/async/clock.hpp"
#include "platform/log/log.hpp"
#include "services/booking/ports/booking_store.hpp"
#include "services/booking/ports/publisher.hpp"
#include "services/notification/app/signal.hpp"
#include "services/notification/ports/message_source.hpp"

namespace boxoffice {

/// The embedded queue: the booking store's outbox rows, from where they stand to the notification service. A row stands
/// in the outbox with the decision that it tells of, so publishing is only saying that there is something new.
class OutboxSource final : public notification::MessageSource, public booking::Publisher {
public:
    OutboxSource(std::shared_ptr<booking::OutboxQueue> queue, Loop& loop, Log log)
        : queue_(std::move(queue)), fresh_(loop), log_(std::move(log)) {}

    Task<> publish(std::vector<booking::Message> messages) override;

    Task<std::vector<notification::ReceivedMessage>> receive(std::size_t most) override;
    Task<> acknowledge(std::vector<notification::DeliveryTag> tags) override;
    Task<> give_back(std::vector<notification::DeliveryTag> tags) override;

private:
    std::shared_ptr<booking::OutboxQueue> queue_;
    notification::Signal fresh_;
    Log log_;
    std::int64_t given_to_ = 0;  ///< the last row that was given in this process
};

}  // namespace boxoffice

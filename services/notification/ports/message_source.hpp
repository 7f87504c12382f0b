#pragma once

#include "platform/async/task.hpp"
#include "services/notification/domain/message.hpp"

#include <memory>
#include <vector>

namespace boxoffice::notification {

/// Names one delivery to the source: an outbox row, or a channel's delivery tag.
using DeliveryTag = std::int64_t;

struct ReceivedMessage {
    DeliveryTag tag = 0;
    Message message;
    std::shared_ptr<const std::string> body;  ///< the message as it came, JSON
};

/// Where messages about bookings come from: at least once, in any order. Used on the loop's thread by one consumer.
class MessageSource {
public:
    virtual ~MessageSource() = default;

    /// Waits until there is at least one message, gives at most `most`. Not given again while this process runs,
    /// unless the source lost its connection; what is never acknowledged comes again later. Messages that
    /// read_message refuses are not given: the source sets them aside. Cancellable (throws operation_aborted).
    virtual Task<std::vector<ReceivedMessage>> receive(std::size_t most) = 0;

    /// Says that these are stored. An acknowledgement that is lost is harmless.
    virtual Task<> acknowledge(std::vector<DeliveryTag> tags) = 0;

    /// Says that these could not be stored though the store is there: they come again. A source that counts sets one
    /// aside that came too often, where an operator finds it.
    virtual Task<> give_back(std::vector<DeliveryTag> tags) = 0;
};

}  // namespace boxoffice::notification

#pragma once

#include "platform/amqp/connection.hpp"

#include <set>
#include <vector>

namespace boxoffice::amqp {

enum class Verdict { done, again };

/// How a delivery ended.
struct Settlement {
    DeliveryTag tag = 0;
    Verdict verdict = Verdict::done;
};

/// The deliveries of one connection that are not settled yet.
class Unsettled {
public:
    void add(DeliveryTag tag) { tags_.insert(tag); }
    /// Tells the broker, with one acknowledgement for all that are done from the oldest on. Unknown tags are passed
    /// over.
    void settle(Connection& connection, const std::vector<Settlement>& settlements);

private:
    std::set<DeliveryTag> tags_;
};

}  // namespace boxoffice::amqp

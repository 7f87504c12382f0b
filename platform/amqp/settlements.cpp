#include "platform/amqp/settlements.hpp"

namespace boxoffice::amqp {

void Unsettled::settle(Connection& connection, const std::vector<Settlement>& settlements) {
    std::set<DeliveryTag> done;
    for (const auto& [tag, verdict] : settlements) {
        if (!tags_.contains(tag)) continue;
        if (verdict == Verdict::done) {
            done.insert(tag);
        } else {
            tags_.erase(tag);
            connection.give_back(tag);
        }
    }
    DeliveryTag oldest_on = 0;
    while (!done.empty() && *done.begin() == *tags_.begin()) {
        oldest_on = *done.begin();
        done.erase(done.begin());
        tags_.erase(tags_.begin());
    }
    if (oldest_on != 0) connection.acknowledge(oldest_on, true);
    for (const auto tag : done) {
        tags_.erase(tag);
        connection.acknowledge(tag, false);
    }
}

}  // namespace boxoffice::amqp

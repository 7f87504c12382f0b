#include "platform/amqp/suspicion.hpp"

#include <algorithm>

namespace boxoffice::amqp {

namespace {

template <class Wanted>
std::vector<Delivery> take(std::deque<Delivery>& arrived, std::size_t most, Wanted wanted) {
    std::vector<Delivery> taken;
    std::deque<Delivery> left;
    for (auto& delivery : arrived) {
        if (taken.size() < most && wanted(delivery))
            taken.push_back(std::move(delivery));
        else
            left.push_back(std::move(delivery));
    }
    arrived = std::move(left);
    return taken;
}

}  // namespace

std::vector<Delivery> Suspicion::take_next(std::deque<Delivery>& arrived, std::size_t most) const {
    auto next = take(arrived, 1, [this](const Delivery& delivery) { return last_chance(delivery); });
    if (next.empty()) next = take(arrived, most, [this](const Delivery& delivery) { return !suspect(delivery); });
    if (next.empty()) next = take(arrived, std::min(most, suspects_at_once), [](const Delivery&) { return true; });
    return next;
}

}  // namespace boxoffice::amqp

#include "services/event/adapters/mongo/turns.hpp"

#include <boost/asio/post.hpp>

namespace boxoffice::event {

namespace {

// Beyond, what is known of idle inventories is forgotten.
constexpr std::size_t lanes_max = 1024;

}  // namespace

Turns::Turn::~Turn() {
    if (lane_ == nullptr) return;
    if (lane_->waiting.empty()) {
        lane_->taken = false;
        return;
    }
    boost::asio::post(loop_, [resume = std::move(lane_->waiting.front())]() mutable { resume({}); });
    lane_->waiting.pop_front();
}

Task<Turns::Turn> Turns::take(InventoryId id) {
    const auto lane = lane_of(id);
    if (std::exchange(lane->taken, true))
        co_await suspended<void>([lane](Resume<void> resume) { lane->waiting.push_back(std::move(resume)); });
    co_return Turn(loop_, lane);
}

std::shared_ptr<Lane> Turns::lane_of(InventoryId id) {
    if (const auto found = lanes_.find(id); found != lanes_.end()) return found->second;
    if (lanes_.size() >= lanes_max)
        std::erase_if(lanes_, [](const auto& entry) { return !entry.second->taken && !entry.second->writing_out; });
    return lanes_.emplace(id, std::make_shared<Lane>()).first->second;
}

}  // namespace boxoffice::event

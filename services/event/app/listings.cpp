#include "services/event/app/listings.hpp"

namespace boxoffice::event {

namespace {

constexpr std::size_t askers_max = 1'024;
/// Beyond, those that nobody waits in are dropped.
constexpr std::size_t lanes_max = 64;

}  // namespace

Task<Listings::Listing> Listings::list(EventFilter filter) { co_return co_await lane(filter).call({}); }

Listings::Lane& Listings::lane(const EventFilter& filter) {
    if (const auto found = lanes_.find(filter); found != lanes_.end()) return *found->second;
    if (lanes_.size() >= lanes_max) std::erase_if(lanes_, [](const auto& entry) { return entry.second->idle(); });
    auto run = [this, filter](const std::vector<Asking>& askers) { return read(filter, askers.size()); };
    return *lanes_.emplace(filter, std::make_unique<Lane>(scope_, askers_max, std::move(run))).first->second;
}

Task<std::vector<Listings::Listing>> Listings::read(EventFilter filter, std::size_t askers) {
    const auto listing = std::make_shared<const std::vector<EventRecord>>(co_await store_.list(std::move(filter)));
    co_return std::vector<Listing>(askers, listing);
}

}  // namespace boxoffice::event

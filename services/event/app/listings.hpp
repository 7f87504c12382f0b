#pragma once

#include "platform/batch/batcher.hpp"
#include "services/event/ports/event_store.hpp"

#include <map>
#include <memory>
#include <variant>
#include <vector>

namespace boxoffice::event {

/// Lists of events, read once for all who ask the same while it is read: in a rush everybody asks for the same page. A
/// list was always read after it was asked for, so it shows every change that was answered before. Used on the loop's
/// thread only.
class Listings {
public:
    using Listing = std::shared_ptr<const std::vector<EventRecord>>;

    /// What is passed must outlive this object.
    Listings(EventStore& store, TaskScope& scope) : store_(store), scope_(scope) {}

    /// What EventStore::list gives, perhaps shared with others.
    Task<Listing> list(EventFilter filter);

private:
    using Asking = std::monostate;
    using Lane = Batcher<Asking, Listing>;

    Lane& lane(const EventFilter& filter);
    Task<std::vector<Listing>> read(EventFilter filter, std::size_t askers);

    EventStore& store_;
    TaskScope& scope_;
    std::map<EventFilter, std::unique_ptr<Lane>> lanes_;
};

}  // namespace boxoffice::event

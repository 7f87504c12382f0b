#pragma once

#include "apps/boxoffice/base.hpp"
#include "apps/boxoffice/room.hpp"
#include "services/event/api/api.hpp"
#include "services/event/app/conservation.hpp"
#include "services/event/app/events.hpp"
#include "services/event/app/imports.hpp"
#include "services/event/app/inventories.hpp"
#include "services/event/app/listings.hpp"

#include <memory>

namespace boxoffice {

/// The event service.
struct EventRoom final : Room {
    struct Ports {
        std::unique_ptr<event::EventStore> store;
        std::unique_ptr<event::BookingClosures> closures;
    };
    EventRoom(Base& base, Door& door, Ports ports);

    /// Goes on telling the booking service of cancelled events, and checks now and then that no ticket was made or
    /// lost.
    void start() override;

    Base& base;
    Ports ports;
    event::Inventories inventories;
    event::Closures telling;
    event::Events events;
    event::Listings listings;
    event::Imports imports;
    event::Conservation conservation;
    event::Api api;
};

}  // namespace boxoffice

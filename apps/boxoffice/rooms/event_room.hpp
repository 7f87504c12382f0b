#pragma once

#include "apps/boxoffice/base.hpp"
#include "apps/boxoffice/neighbours/event_closures.hpp"
#include "services/event/adapters/sqlite/sqlite_event_store.hpp"
#include "services/event/api/api.hpp"
#include "services/event/app/conservation.hpp"
#include "services/event/app/events.hpp"
#include "services/event/app/imports.hpp"
#include "services/event/app/inventories.hpp"

namespace boxoffice {

/// The event service on SQLite.
struct EventRoom {
    EventRoom(Base& base, Door& door);

    /// Goes on telling the booking service of cancelled events, and checks now and then that no ticket was made or
    /// lost. Call when `closures` leads there.
    void start();

    Base& base;
    event::SqliteEventStore store;
    LocalClosures closures;
    event::Inventories inventories;
    event::Closures telling;
    event::Events events;
    event::Imports imports;
    event::Conservation conservation;
    event::Api api;
};

}  // namespace boxoffice

#pragma once

#include "apps/boxoffice/base.hpp"
#include "platform/mongo/client.hpp"
#include "platform/postgres/pool.hpp"
#include "services/booking/ports/booking_store.hpp"
#include "services/event/ports/event_store.hpp"
#include "services/notification/ports/notification_store.hpp"
#include "services/payment/ports/ledger.hpp"
#include "services/user/ports/user_store.hpp"

#include <memory>

namespace boxoffice::adapters {

/// The stores of the services in this process: on the engine that the configuration names, else embedded. Each tells
/// its door's standing what it needs. Must outlive the stores.
class Stores {
public:
    explicit Stores(Base& base) : base_(base) {}
    Stores(const Stores&) = delete;
    Stores& operator=(const Stores&) = delete;

    std::unique_ptr<user::UserStore> users(Door& door);
    std::unique_ptr<event::EventStore> events(Door& door);

    struct Bookings {
        std::shared_ptr<booking::BookingStore> store;
        std::shared_ptr<booking::OutboxQueue> queue;  ///< none where messages go to a broker
    };
    Bookings bookings(Door& door);

    std::unique_ptr<notification::NotificationStore> notifications(Door& door);
    /// Always its own SQLite file, which one process has.
    std::unique_ptr<payment::Ledger> payments();

private:
    bool has_mongo() const { return !base_.configuration.engines.mongodb_uri.empty(); }
    /// The client of all services in this process. Throws SettingError when the address is none.
    mongo::Client& mongo();
    template <class Store>
    void needs_mongo(Door& door, Store& store);

    Base& base_;
    std::unique_ptr<postgres::Pool> postgres_;
    std::unique_ptr<mongo::Client> mongo_;
    std::unique_ptr<FileLock> ledger_lock_;
};

}  // namespace boxoffice::adapters

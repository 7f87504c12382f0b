#include "apps/boxoffice/adapters/stores.hpp"

#include "services/booking/adapters/mongo/mongo_booking_store.hpp"
#include "services/booking/adapters/sqlite/sqlite_booking_store.hpp"
#include "services/event/adapters/mongo/mongo_event_store.hpp"
#include "services/event/adapters/sqlite/sqlite_event_store.hpp"
#include "services/notification/adapters/mongo/mongo_notification_store.hpp"
#include "services/notification/adapters/sqlite/sqlite_notification_store.hpp"
#include "services/payment/adapters/sqlite/sqlite_ledger.hpp"
#include "services/user/adapters/postgres/postgres_user_store.hpp"
#include "services/user/adapters/sqlite/sqlite_user_store.hpp"

namespace boxoffice::adapters {

namespace {

constexpr std::size_t mongo_threads_a_service = 4;

/// What `make` returns; an address that is none becomes a SettingError that names the setting.
template <class Make>
auto connected(const char* setting, Make make) {
    try {
        return make();
    } catch (const std::invalid_argument& fault) {
        throw SettingError(std::string(setting) + ": " + fault.what());
    }
}

}  // namespace

mongo::Client& Stores::mongo() {
    if (mongo_) return *mongo_;
    std::size_t services = 0;
    for (const auto service : {Service::event, Service::booking, Service::notification})
        services += base_.runs(service) ? 1 : 0;
    mongo_ = connected("MONGODB_URI", [&] {
        return std::make_unique<mongo::Client>(base_.loop, base_.configuration.engines.mongodb_uri,
                                               mongo::ClientOptions{.threads = mongo_threads_a_service * services});
    });
    return *mongo_;
}

template <class Store>
void Stores::needs_mongo(Door& door, Store& store) {
    door.standing.needs({.name = "MongoDB",
                         .prepare = [&store] { return store.prepare(); },
                         .ping = [this] { return mongo_->ping(); }});
}

std::unique_ptr<user::UserStore> Stores::users(Door& door) {
    const auto& url = base_.configuration.engines.postgres_url;
    if (url.empty()) return std::make_unique<user::SqliteUserStore>(base_.loop, base_.folder.file("user.sqlite"));
    postgres_ = connected("POSTGRES_URL", [&] {
        return std::make_unique<postgres::Pool>(base_.loop, url.reveal(), postgres::Options{});
    });
    auto store = std::make_unique<user::PostgresUserStore>(*postgres_);
    door.standing.needs({.name = "PostgreSQL",
                         .prepare = [&store = *store] { return store.prepare(); },
                         .ping = [this] { return postgres_->ping(); }});
    return store;
}

std::unique_ptr<event::EventStore> Stores::events(Door& door) {
    if (!has_mongo()) return std::make_unique<event::SqliteEventStore>(base_.loop, base_.folder.file("event.sqlite"));
    auto store = std::make_unique<event::MongoEventStore>(base_.loop, mongo());
    needs_mongo(door, *store);
    return store;
}

Stores::Bookings Stores::bookings(Door& door) {
    if (has_mongo()) {
        auto store = std::make_shared<booking::MongoBookingStore>(mongo(), base_.scope, base_.clock);
        needs_mongo(door, *store);
        return {.store = std::move(store), .queue = nullptr};
    }
    auto store =
        std::make_shared<booking::SqliteBookingStore>(base_.loop, base_.clock, base_.folder.file("booking.sqlite"));
    return {.store = store, .queue = store};
}

std::unique_ptr<notification::NotificationStore> Stores::notifications(Door& door) {
    if (!has_mongo())
        return std::make_unique<notification::SqliteNotificationStore>(base_.loop,
                                                                       base_.folder.file("notification.sqlite"));
    auto store = std::make_unique<notification::MongoNotificationStore>(mongo(), base_.clock);
    needs_mongo(door, *store);
    return store;
}

std::unique_ptr<payment::Ledger> Stores::payments() {
    ledger_lock_ = std::make_unique<FileLock>(base_.folder.file("payment.lock"), FileLock::Kind::alone,
                                              "the payment ledger in " + base_.folder.path().string());
    return std::make_unique<payment::SqliteLedger>(base_.loop, base_.folder.file("payment.sqlite"));
}

}  // namespace boxoffice::adapters

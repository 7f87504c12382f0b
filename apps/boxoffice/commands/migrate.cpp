#include "apps/boxoffice/adapters/messages.hpp"
#include "apps/boxoffice/commands/commands.hpp"
#include "apps/boxoffice/commands/first_few.hpp"
#include "apps/boxoffice/migration/migration.hpp"
#include "platform/async/run.hpp"
#include "services/booking/adapters/mongo/mongo_booking_store.hpp"
#include "services/notification/adapters/mongo/mongo_notification_store.hpp"
#include "services/notification/adapters/sqlite/sqlite_notification_store.hpp"
#include "services/user/adapters/postgres/postgres_user_store.hpp"

#include <filesystem>
#include <iostream>

namespace boxoffice::commands {

namespace {

constexpr std::chrono::seconds stop_limit{5};

void require(const Secret& address, const char* setting) {
    if (address.empty()) throw SettingError(std::string(setting) + " is not set: it says where to move the data");
}

void require_embedded_data(const std::string& folder) {
    for (const auto* name : {"user.sqlite", "event.sqlite", "booking.sqlite", "notification.sqlite"})
        if (!std::filesystem::exists(std::filesystem::path(folder) / name))
            throw std::runtime_error(folder + " holds no embedded data: there is no " + name);
}

/// The data folder, which nobody else may use meanwhile, and the engines.
struct Move {
    Move(const Configuration& configuration, Loop& given_loop)
        : loop(given_loop),
          folder(configuration.data_folder, FileLock::Kind::alone),
          users(loop, folder.file("user.sqlite")),
          events(loop, folder.file("event.sqlite")),
          bookings(loop, clock, folder.file("booking.sqlite")),
          notifications(loop, folder.file("notification.sqlite")),
          postgres(loop, configuration.engines.postgres_url.reveal(), postgres::Options{}),
          mongo(loop, configuration.engines.mongodb_uri),
          broker(loop, adapters::broker_address(configuration), amqp::Topology{}, Log(), {.name = "migration"}) {}

    Task<bool> run();

    Loop& loop;
    SystemClock clock{loop};
    TaskScope scope{loop, [](const std::exception_ptr&) {}};
    DataFolder folder;
    user::SqliteUserStore users;
    event::SqliteEventStore events;
    booking::SqliteBookingStore bookings;
    notification::SqliteNotificationStore notifications;
    postgres::Pool postgres;
    mongo::Client mongo;
    amqp::Publisher broker;
    user::PostgresUserStore users_there{postgres};
    event::MongoEventStore events_there{loop, mongo};
    booking::MongoBookingStore bookings_there{mongo, scope, clock};
    notification::MongoNotificationStore notifications_there{mongo, clock};
};

bool tell(const migration::Tally& tally) {
    const bool good = tally.different.empty();
    std::cout << (good ? "ok      " : "BROKEN  ") << tally.count << " " << tally.what;
    if (!good) std::cout << ", " << tally.different.size() << " of which did not arrive as they were";
    std::cout << first_few(tally.different) << std::endl;
    return good;
}

Task<bool> Move::run() {
    co_await users_there.prepare();
    co_await events_there.prepare();
    co_await bookings_there.prepare();
    co_await notifications_there.prepare();
    co_await broker.ping();
    const auto now = clock.now();
    bool good = tell(co_await migration::move_users(users, users_there, now));
    good = tell(co_await migration::move_sessions(users, users_there, now)) && good;
    good = tell(co_await migration::move_events(events, events_there)) && good;
    good = tell(co_await migration::compare_inventories(events, events_there)) && good;
    good = tell(co_await migration::move_bookings(bookings, bookings_there)) && good;
    good = tell(co_await migration::move_notifications(notifications, notifications_there)) && good;
    good = tell(co_await migration::move_messages(bookings, broker)) && good;
    co_return good;
}

/// Lets what was begun for it come to an end, so that it can go.
Task<> finish(TaskScope& scope) {
    scope.close();
    co_await scope.join(stop_limit);
}

}  // namespace

int migrate(const Configuration& configuration) {
    const auto& engines = configuration.engines;
    require(engines.postgres_url, "POSTGRES_URL");
    require(engines.mongodb_uri, "MONGODB_URI");
    require(engines.amqp_url, "AMQP_URL");
    require_embedded_data(configuration.data_folder);
    Loop loop(1);
    Move move(configuration, loop);
    std::exception_ptr fault;
    bool good = false;
    try {
        good = run(loop, move.run());
    } catch (...) {
        fault = std::current_exception();
    }
    run(loop, finish(move.scope));
    if (fault) std::rethrow_exception(fault);
    return good ? 0 : 1;
}

}  // namespace boxoffice::commands

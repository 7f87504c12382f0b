#include "apps/boxoffice/commands/commands.hpp"
#include "apps/boxoffice/data_folder.hpp"
#include "apps/boxoffice/seeding/seeding.hpp"
#include "platform/async/run.hpp"
#include "platform/async/scope.hpp"
#include "services/booking/adapters/sqlite/sqlite_booking_store.hpp"
#include "services/event/adapters/sqlite/sqlite_event_store.hpp"
#include "services/notification/adapters/sqlite/sqlite_notification_store.hpp"
#include "services/payment/adapters/sqlite/sqlite_ledger.hpp"
#include "services/user/adapters/sqlite/sqlite_user_store.hpp"

#include <atomic>
#include <filesystem>
#include <future>
#include <iostream>

namespace boxoffice::commands {

namespace {

using seeding::SampleSales;

constexpr std::uint64_t bytes_a_booking = 3'500;
constexpr std::chrono::minutes people_limit{10};
/// No password has this hash: nobody signs in as one of them.
constexpr const char* no_password = "*";

void require_room(const DataFolder& folder, std::int64_t bookings) {
    const auto needed = static_cast<std::uint64_t>(bookings) * bytes_a_booking;
    const auto free = std::filesystem::space(folder.path()).available;
    if (free < needed)
        throw std::runtime_error(fmt::format("{} bookings need about {} MB, and {} has {} MB", bookings,
                                             needed / 1'000'000, folder.path().string(), free / 1'000'000));
}

Task<> add_person(user::UserStore& store, user::User person) {
    co_await store.add({.user = std::move(person), .password_hash = no_password}, std::nullopt, {}, Timestamp{});
}

/// All at once, so that they share commits.
Task<> add_people(TaskScope& scope, user::UserStore& store, const SampleSales& sales) {
    const auto email = fmt::format("organizer-{}@example.com", sales.began_at().time_since_epoch().count());
    scope.spawn(add_person(store, {.id = sales.organizer_id(),
                                   .name = "Organizer",
                                   .email = email,
                                   .role = Role::organizer,
                                   .created_at = sales.began_at()}));
    for (std::int64_t buyer = 0; buyer < sales.buyers(); ++buyer)
        scope.spawn(add_person(store, {.id = sales.buyer_id(buyer),
                                       .name = "Buyer",
                                       .email = sales.buyer_email(buyer),
                                       .created_at = sales.began_at()}));
    co_await scope.join(people_limit);
}

/// Makes the files that are not there, and the people.
void prepare(const DataFolder& folder, const SampleSales& sales) {
    Loop loop(1);
    SystemClock clock(loop);
    std::exception_ptr fault;
    TaskScope scope(loop, [&](const std::exception_ptr& thrown) { fault = thrown; });
    user::SqliteUserStore users(loop, folder.file("user.sqlite"));
    event::SqliteEventStore events(loop, folder.file("event.sqlite"));
    booking::SqliteBookingStore bookings(loop, clock, folder.file("booking.sqlite"));
    notification::SqliteNotificationStore notifications(loop, folder.file("notification.sqlite"));
    payment::SqliteLedger ledger(loop, folder.file("payment.sqlite"));
    run(loop, add_people(scope, users, sales));
    if (fault) std::rethrow_exception(fault);
}

/// The payments are compared with the bookings already.
void reconcile(const DataFolder& folder) {
    Loop loop(1);
    SystemClock clock(loop);
    booking::SqliteBookingStore bookings(loop, clock, folder.file("booking.sqlite"));
    payment::SqliteLedger ledger(loop, folder.file("payment.sqlite"));
    payment::PaymentFilter newest;
    newest.limit = 1;
    for (const auto& payment : run(loop, ledger.list(newest))) run(loop, bookings.reconcile_to(payment.sequence));
}

void write_all(const DataFolder& folder, const SampleSales& sales) {
    std::atomic<std::int64_t> written = 0;
    const auto writing = [&](auto write, const char* file) {
        return std::async(std::launch::async, [&, write, file] {
            std::int64_t before = 0;
            write(folder.file(file), sales, [&](std::int64_t done) { written += done - std::exchange(before, done); });
        });
    };
    std::future<void> tasks[] = {writing(seeding::write_events, "event.sqlite"),
                                 writing(seeding::write_bookings, "booking.sqlite"),
                                 writing(seeding::write_payments, "payment.sqlite"),
                                 writing(seeding::write_notifications, "notification.sqlite")};
    for (auto& task : tasks)
        while (task.wait_for(std::chrono::seconds(5)) != std::future_status::ready)
            std::cerr << written / std::ssize(tasks) << " of " << sales.bookings() << std::endl;
    for (auto& task : tasks) task.get();
}

}  // namespace

int bench_seed(const Configuration& configuration, std::int64_t count) {
    const DataFolder folder(configuration.data_folder, FileLock::Kind::alone);
    require_room(folder, count);
    const SampleSales sales(count, std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()));
    const auto begin = std::chrono::steady_clock::now();
    prepare(folder, sales);
    write_all(folder, sales);
    reconcile(folder);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    std::cout << fmt::format("{} bookings of {} buyers for {} events in {:.1f} s", count, sales.buyers(),
                             sales.events(), took.count())
              << std::endl;
    return 0;
}

}  // namespace boxoffice::commands

#include "apps/boxoffice/adapters/stores.hpp"

#include "apps/boxoffice/deployment.hpp"
#include "services/booking/adapters/sqlite/sqlite_booking_store.hpp"
#include "services/event/adapters/sqlite/sqlite_event_store.hpp"
#include "services/notification/adapters/sqlite/sqlite_notification_store.hpp"
#include "services/payment/adapters/sqlite/sqlite_ledger.hpp"
#include "services/user/adapters/sqlite/sqlite_user_store.hpp"

namespace boxoffice::adapters {

Stores::Stores(Base& base) : base_(base) {
    if (names_engines(base.configuration) || base.services != all_services)
        throw SettingError("this version serves the embedded stores only, all five services in one process");
}

Stores::~Stores() = default;

std::unique_ptr<user::UserStore> Stores::users(Door&) {
    return std::make_unique<user::SqliteUserStore>(base_.loop, base_.folder.file("user.sqlite"));
}

std::unique_ptr<event::EventStore> Stores::events(Door&) {
    return std::make_unique<event::SqliteEventStore>(base_.loop, base_.folder.file("event.sqlite"));
}

Stores::Bookings Stores::bookings(Door&) {
    auto store =
        std::make_shared<booking::SqliteBookingStore>(base_.loop, base_.clock, base_.folder.file("booking.sqlite"));
    return {.store = store, .queue = store};
}

std::unique_ptr<notification::NotificationStore> Stores::notifications(Door&) {
    return std::make_unique<notification::SqliteNotificationStore>(base_.loop,
                                                                   base_.folder.file("notification.sqlite"));
}

std::unique_ptr<payment::Ledger> Stores::payments() {
    ledger_lock_ = std::make_unique<FileLock>(base_.folder.file("payment.lock"), FileLock::Kind::alone,
                                              "the payment ledger in " + base_.folder.path().string());
    return std::make_unique<payment::SqliteLedger>(base_.loop, base_.folder.file("payment.sqlite"));
}

}  // namespace boxoffice::adapters

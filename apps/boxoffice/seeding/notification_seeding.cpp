#include "apps/boxoffice/seeding/bulk_writer.hpp"
#include "platform/json/write.hpp"
#include "services/booking/domain/message.hpp"
#include "services/notification/adapters/sqlite/notification_rows.hpp"
#include "services/notification/ports/message_json.hpp"

namespace boxoffice::seeding {

namespace {

notification::Notification sent(const booking::Booking& booking) {
    auto body = std::make_shared<const std::string>(json::write(booking::compose(booking, booking.outbox.front())));
    const auto message = notification::read_message(*body);
    auto made =
        notification::notification_for(*message, notification::Channel::email, std::move(body), booking.created_at);
    // Its time and count are unique, as every notification's have to be.
    made.id = {booking.id.value};
    made.trace_id = booking.id.value.bytes;
    made.state = notification::State::SENT;
    made.attempts = 1;
    made.due_at.reset();
    made.sent_at = booking.created_at;
    return made;
}

}  // namespace

void write_notifications(const std::string& path, const SampleSales& sales, const Progress& progress) {
    write_in_bulk(path, sales.bookings(), progress, [&](sqlite::Connection& connection, std::int64_t number) {
        notification::rows::insert(connection, sent(sales.booking(number)));
        notification::rows::add_to_count(connection, 1);
    });
}

}  // namespace boxoffice::seeding

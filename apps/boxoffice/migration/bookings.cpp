#include "apps/boxoffice/migration/migration.hpp"
#include "platform/json/write.hpp"
#include "services/notification/ports/message_json.hpp"

#include <unordered_map>

namespace boxoffice::migration {

namespace {

using Keys = std::unordered_map<booking::BookingId, IdempotencyKey>;

bool are_equal(const booking::Booking& left, const booking::Booking& right) {
    return json::write(left) == json::write(right) && left.todo.bits() == right.todo.bits() && left.due == right.due &&
           left.keyed == right.keyed;
}

Task<bool> move_booking(booking::SqliteBookingStore& from, booking::BookingStore& to, const booking::Booking& booking,
                        std::optional<IdempotencyKey> key) {
    co_await to.insert(booking, key);
    const auto answer = booking.keyed ? co_await from.find_answer(booking.id) : std::nullopt;
    std::optional<KeptAnswer> kept;
    if (answer) kept = co_await to.keep_answer(booking.id, *answer);
    const auto arrived = co_await to.find(booking.id);
    const bool same_answer = !answer || (kept->status == answer->status && kept->body == answer->body);
    co_return arrived&& are_equal(booking, *arrived) && same_answer;
}

Task<> move_rest(booking::SqliteBookingStore& from, booking::BookingStore& to) {
    for (const auto& closure : co_await from.closures()) {
        co_await to.begin_closure(closure.event_id);
        co_await to.move_closure(closure);
    }
    co_await to.reconcile_to(co_await from.reconciled_to());
}

}  // namespace

Task<Tally> move_bookings(booking::SqliteBookingStore& from, booking::BookingStore& to) {
    Tally tally{.what = "bookings, with their keys and answers", .different = {}};
    Keys keys;
    for (const auto& kept : co_await from.kept_keys()) keys.emplace(kept.booking_id, kept.key);
    std::optional<booking::BookingId> before;
    for (;;) {
        const auto bookings = co_await from.list({}, before, page);
        if (bookings.empty()) break;
        for (const auto& one : bookings) {
            ++tally.count;
            const auto key = keys.find(one.id);
            std::optional<IdempotencyKey> kept;
            if (key != keys.end()) kept = key->second;
            if (!co_await move_booking(from, to, one, kept)) tally.different.push_back(one.id.text());
        }
        before = bookings.back().id;
    }
    co_await move_rest(from, to);
    co_return tally;
}

Task<Tally> move_messages(booking::OutboxQueue& from, amqp::Publisher& to) {
    Tally tally{.what = "messages that are on their way", .different = {}};
    std::int64_t sequence = 0;
    for (;;) {
        const auto rows = co_await from.rows_after(sequence, page);
        if (rows.empty()) co_return tally;
        std::vector<amqp::Outgoing> messages;
        for (const auto& row : rows) {
            sequence = row.sequence;
            ++tally.count;
            const auto message = notification::read_message(row.body);
            if (!message) {
                tally.different.push_back(std::to_string(row.sequence));
                continue;
            }
            const std::string kind = boost::describe::enum_to_string(message->kind, "");
            messages.push_back({.routing_key = "booking." + kind,
                                .message_id = message->message_id.value_or(""),
                                .traceparent = message->traceparent,
                                .body = row.body});
        }
        co_await to.publish(std::move(messages));
    }
}

}  // namespace boxoffice::migration

#pragma once

#include "platform/json/write.hpp"
#include "services/booking/domain/booking.hpp"

#include <boost/describe/enumerators.hpp>
#include <boost/mp11/list.hpp>

#include <random>
#include <string>

namespace boxoffice::booking::test {

/// Makes bookings whose every member is anything that its type allows, and texts that a pipeline would evaluate.
class RandomBookings {
public:
    explicit RandomBookings(std::uint64_t seed) : random_(seed) {}

    Booking next() {
        Booking booking;
        booking.id = id<BookingTag>();
        booking.rev = static_cast<int>(below(1'000'000)) + 1;
        booking.tenant = text();
        booking.status = word<Status>();
        booking.phase = word<Phase>();
        booking.user_id = id<PersonTag>();
        booking.contact = Contact{.email = text(), .name = text(), .phone = maybe(text()), .locale = text()};
        booking.organizer_id = id<PersonTag>();
        booking.event_id = id<EventTag>();
        booking.event = event();
        for (auto count = below(4); count > 0; --count) booking.lines.push_back(line());
        booking.currency = text();
        add_money(booking);
        add_times(booking);
        booking.reason = maybe(word<Reason>());
        booking.ever_confirmed = flag();
        booking.traceparent = text();
        booking.sell_rev = static_cast<int>(below(1'000));
        booking.todo = Todo::from_bits(static_cast<std::uint8_t>(below(32)));
        booking.keyed = flag();
        return booking;
    }

    std::string text() {
        static const std::string texts[] = {"",    "$",           "$$ROOT",   "$rev", "$_id.x",  "{\"$literal\": 1}",
                                            "a.b", "Ada \"Ä\"\n", "😀\t\\ '", "\x7f", "$$REMOVE"};
        return texts[below(std::size(texts))] + (flag() ? "" : std::to_string(random_()));
    }
    std::uint64_t below(std::uint64_t limit) { return random_() % limit; }

private:
    bool flag() { return below(2) == 0; }
    std::int64_t amount() { return static_cast<std::int64_t>(random_() >> below(60)) / 16; }
    Timestamp time() { return Timestamp(std::chrono::milliseconds(below(253'402'300'799'999))); }
    int number() { return static_cast<int>(below(100)); }

    template <class T>
    std::optional<T> maybe(T value) {
        return flag() ? std::optional(std::move(value)) : std::nullopt;
    }
    template <class Tag>
    Id<Tag> id() {
        Id<Tag> id;
        for (auto& byte : id.value.bytes) byte = static_cast<std::uint8_t>(random_());
        return id;
    }
    template <class E>
    E word() {
        using Words = boost::describe::describe_enumerators<E>;
        auto place = below(boost::mp11::mp_size<Words>::value);
        E chosen{};
        boost::mp11::mp_for_each<Words>([&](auto described) {
            if (place-- == 0) chosen = described.value;
        });
        return chosen;
    }
    EventSnapshot event() {
        return {.name = text(),
                .starts_at = time(),
                .ends_at = maybe(time()),
                .time_zone = text(),
                .all_day = flag(),
                .venue = maybe(text()),
                .city = maybe(text()),
                .country = maybe(text())};
    }
    Line line() {
        return {.no = number(),
                .inventory_id = id<InventoryTag>(),
                .event_id = id<EventTag>(),
                .type_id = text(),
                .quantity = number(),
                .unit_price = number() * 1'000'000'000'000LL,
                .charge_no = number()};
    }
    void add_money(Booking& booking) {
        for (auto count = below(3); count > 0; --count)
            booking.charges.push_back({.no = number(),
                                       .amount = amount(),
                                       .method = text(),
                                       .state = word<ChargeState>(),
                                       .payment_id = maybe(id<PaymentTag>())});
        for (auto count = below(3); count > 0; --count)
            booking.refunds.push_back(
                {.no = number(), .charge_no = number(), .amount = amount(), .state = word<RefundState>()});
        booking.change = maybe(Change{.added = amount(), .charge_no = number()});
        for (auto count = below(3); count > 0; --count)
            booking.outbox.push_back({.rev = number(),
                                      .kind = word<MessageKind>(),
                                      .tickets = amount(),
                                      .amount = amount(),
                                      .refunded = amount()});
    }
    void add_times(Booking& booking) {
        booking.created_at = time();
        booking.decided_at = time();
        booking.give_up_at = time();
        booking.hold_until = time();
        booking.due = maybe(time());
    }

    std::mt19937_64 random_;
};

/// All of a booking as one text, to compare.
inline std::string whole(const Booking& booking) {
    auto text = json::write(booking) + json::write(booking.outbox) + std::to_string(booking.todo.bits());
    if (booking.due) text += to_rfc3339(*booking.due);
    return text + (booking.keyed ? " keyed" : "");
}

}  // namespace boxoffice::booking::test

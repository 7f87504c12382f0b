#pragma once

#include "platform/http/message.hpp"
#include "services/booking/app/bookings.hpp"

#include <expected>
#include <optional>
#include <string>

namespace boxoffice::booking {

/// What POST asks for. `canonical` is the body read and written again, for the idempotency key's fingerprint.
struct OrderInput {
    Bookings::Order order;
    std::string canonical;
};
/// Every fault of the body is added; `invalid_request` when it is not JSON.
std::expected<OrderInput, Problem> read_order(const http::Request& request, Faults& faults);

/// What PUT asks for.
struct ChangeInput {
    std::optional<std::int64_t> tickets;
    bool cancel = false;
    std::string payment_method;
    std::string body;
};
std::expected<ChangeInput, Problem> read_change(const http::Request& request, Faults& faults);

/// Members of a PUT that cannot be changed must be as they are in `current` (the booking as JSON), or be absent.
void check_read_only(const ChangeInput& input, const std::string& current, Faults& faults);

struct ListInput {
    BookingStore::Filter filter;
    std::optional<BookingId> before;
    std::size_t limit = 50;
};
ListInput read_list(const http::Request& request, Faults& faults);

/// The revision that If-Match names; nothing when it is absent or `*`. Revision 0, which no booking has, for any other
/// text.
std::optional<int> expected_rev(const http::Request& request);

/// The cursor after a page's last booking.
std::string cursor_after(const Booking& booking);

}  // namespace boxoffice::booking

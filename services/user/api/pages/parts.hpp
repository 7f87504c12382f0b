#pragma once

#include "services/user/api/pages/answers.hpp"
#include "services/user/api/pages/view.hpp"

#include <string>
#include <vector>

namespace boxoffice::user {

/// The pieces that pages share, as views for the templates of the same names.

/// event_row: an event in a list.
View event_row_view(const EventAnswer& event, Timestamp now);
/// The rows by month, as `months` with `month_year` and `events`.
std::vector<View> month_views(const std::vector<EventAnswer>& events, Timestamp now);
/// date_block, merged into `view`: month, day, weekday, ink, guilloche, starts_at.
void set_date_block(View& view, const EventFacts& event);
/// ticket: a booking as a ticket with its stub.
View ticket_view(const BookingAnswer& booking);
/// availability, merged into `view`: left, share (0 to 100), sold_out, few.
void set_availability(View& view, const EventAnswer& event);
/// quantity: a stepper from 1 to `most`, at `chosen`; with what the scripts need to show a total.
View quantity_view(std::int64_t chosen, std::int64_t most, std::int64_t price, std::string_view currency);
/// payment_methods: the test cards, with the chosen one marked.
std::vector<View> payment_views(std::string_view chosen);
/// notice: what happened, what it means, what to do. `kind` is success, warning or danger.
View notice_view(std::string_view kind, std::string_view title, std::string_view text);

/// Whether it is one of the test cards; the first is taken for another.
std::string known_payment_method(std::string_view method);

}  // namespace boxoffice::user

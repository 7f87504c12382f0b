#pragma once

#include "platform/mongo/document.hpp"
#include "services/booking/ports/booking_store.hpp"

#include <vector>

/// Bookings as documents that any program can read, and back without loss.
namespace boxoffice::booking::documents {

/// Appends all of a booking but its `_id`. `amount` is there for readers and follows from the lines.
void append_content(mongo::Document& document, const Booking& booking);

/// From a stored document. Throws std::runtime_error, which names the member, when it is none.
Booking read_booking(mongo::View document);

mongo::Document answer_of(const KeptAnswer& answer);
/// Nothing when the booking has none.
std::optional<KeptAnswer> read_answer(mongo::View booking);

/// The words of `todo`, as "sell" or "void".
std::vector<std::string_view> words_of(Todo todo);

/// 64 hexadecimal digits.
std::string text_of(const Digest& digest);
BookingStore::Key read_key(mongo::View document);

}  // namespace boxoffice::booking::documents

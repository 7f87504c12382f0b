#pragma once

#include "platform/mongo/schema.hpp"

/// The booking service's collections.
namespace boxoffice::booking::collections {

inline constexpr auto bookings = "bookings";
/// _id: the request's identity as 64 hexadecimal digits; fingerprint, booking_id; kept_until, after which it goes.
inline constexpr auto keys = "booking_keys";
/// _id: an event's id; cursor: the last booking that was passed.
inline constexpr auto closures = "closures";
/// _id: "payments"; sequence: up to which they were compared with bookings.
inline constexpr auto reconciliation = "reconciliation";

/// Makes what is missing; as mongo::prepare_schema.
void prepare(mongo::Database& database);

}  // namespace boxoffice::booking::collections

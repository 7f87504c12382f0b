#pragma once

#include "platform/id/uuid.hpp"

namespace boxoffice::booking {

struct BookingTag;
struct EventTag;
struct InventoryTag;
struct PaymentTag;
struct PersonTag;

using BookingId = Id<BookingTag>;
/// The event service's ids, as this service holds them.
using EventId = Id<EventTag>;
using InventoryId = Id<InventoryTag>;
/// The gateway's id of a payment.
using PaymentId = Id<PaymentTag>;
/// The user service's id of a buyer or an organizer.
using PersonId = Id<PersonTag>;

}  // namespace boxoffice::booking

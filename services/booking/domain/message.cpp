#include "services/booking/domain/message.hpp"

namespace boxoffice::booking {

namespace {

Status status_of(MessageKind kind) {
    switch (kind) {
        case MessageKind::confirmed:
        case MessageKind::changed: return Status::CONFIRMED;
        case MessageKind::cancelled: return Status::CANCELLED;
        case MessageKind::refunded: return Status::REFUNDED;
    }
    return Status::CONFIRMED;
}

}  // namespace

Message compose(const Booking& booking, const OutboxEntry& entry) {
    const std::string kind = boost::describe::enum_to_string(entry.kind, "");
    return {.message_id = booking.id.text() + ":" + std::to_string(entry.rev) + ":" + kind,
            .kind = entry.kind,
            .booking_id = booking.id,
            .user_email = booking.contact->email,
            .user_name = booking.contact->name,
            .phone = booking.contact->phone,
            .status = status_of(entry.kind),
            .user_id = booking.user_id,
            .event_id = booking.event_id,
            .event = booking.event,
            .tickets = entry.tickets,
            .amount = entry.amount,
            .currency = booking.currency,
            .refunded = entry.refunded,
            .traceparent = booking.traceparent};
}

}  // namespace boxoffice::booking

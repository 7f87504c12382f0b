#include "services/notification/app/sms_composer.hpp"

#include "services/notification/domain/wording.hpp"
#include "services/notification/ports/message_json.hpp"

#include <stdexcept>

namespace boxoffice::notification {

namespace {

// A network splits what is longer; names may be 200 characters.
constexpr std::size_t name_bytes_max = 80;

std::string shortened(std::string name) {
    if (name.size() <= name_bytes_max) return name;
    std::size_t end = name_bytes_max;
    while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) --end;
    return name.substr(0, end) + "…";
}

std::string subject_of(const Message& message) {
    auto count = message.tickets ? tickets(*message.tickets) : std::string("your booking");
    if (!message.event) return count;
    return fmt::format("{} for {}, {}", count, shortened(message.event->name), when(*message.event));
}

std::string sentence_of(const Message& message) {
    const auto refund = message.refunded > 0 ? money(message.refunded, message.currency.value_or("")) : std::string();
    const auto goes_back = refund.empty() ? std::string() : " " + refund + " goes back to you.";
    switch (message.kind) {
        case MessageKind::confirmed: return "Booked: " + subject_of(message) + ".";
        case MessageKind::changed: return "Changed: " + subject_of(message) + "." + goes_back;
        case MessageKind::cancelled: return "Cancelled: " + subject_of(message) + "." + goes_back;
        case MessageKind::refunded:
            return "Refunded: " + (refund.empty() ? "what you paid" : refund) + " for " + subject_of(message) + ".";
    }
    std::unreachable();
}

}  // namespace

std::string SmsComposer::compose(const Notification& notification) const {
    const auto message = read_message(*notification.body);
    if (!message) throw std::runtime_error("the stored message is damaged: " + message.error());
    return sentence_of(*message) + " " + public_url_ + "/bookings/" + message->booking_id;
}

}  // namespace boxoffice::notification

#include "services/notification/domain/message.hpp"

namespace boxoffice::notification {

std::optional<MessageKind> kind_of_status(std::string_view status) {
    if (status == "CONFIRMED") return MessageKind::confirmed;
    if (status == "CANCELLED") return MessageKind::cancelled;
    if (status == "REFUNDED") return MessageKind::refunded;
    return std::nullopt;
}

std::string topic_of(const Message& message) {
    switch (message.kind) {
        case MessageKind::confirmed: return "CONFIRMED";
        case MessageKind::changed: return message.message_id.value_or("CHANGED");
        case MessageKind::cancelled:
        case MessageKind::refunded: return "ENDED";
    }
    std::unreachable();
}

}  // namespace boxoffice::notification

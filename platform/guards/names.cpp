#include "platform/guards/guards.hpp"

namespace boxoffice {

std::string_view name_of(Guard guard) {
    switch (guard) {
        case Guard::booking_revision: return "booking_revision";
        case Guard::inventory_version: return "inventory_version";
        case Guard::idempotency_key: return "idempotency_key";
        case Guard::notification_topic: return "notification_topic";
        case Guard::publisher_confirms: return "publisher_confirms";
        case Guard::delivery_limit: return "delivery_limit";
        case Guard::synced_commits: return "synced_commits";
        case Guard::conservation: return "conservation";
        case Guard::durable_answers: return "durable_answers";
        case Guard::failed_commits: return "failed_commits";
    }
    return "";
}

}  // namespace boxoffice

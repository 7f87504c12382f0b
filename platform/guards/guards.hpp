#pragma once

#include <string_view>

namespace boxoffice {

/// A mechanism that a promise of safety stands on, and that the tests leave out to show that they would notice.
enum class Guard {
    booking_revision,    ///< a booking is replaced only as the revision that it was read at
    inventory_version,   ///< an inventory is replaced only as the version that it was decided on
    idempotency_key,     ///< a request's key is remembered
    notification_topic,  ///< one notification for each booking, topic and channel
    publisher_confirms,  ///< a message counts as published when the broker has said so
    delivery_limit,      ///< a message that is never acknowledged is set aside at last
    synced_commits,      ///< a commit is on the disk, not only with the operating system, when it returns
    conservation,        ///< an event whose tickets do not add up is not sold on
    durable_answers,     ///< what is answered has been written before: to the disk, or to the engine
    failed_commits       ///< who waits for a commit that the disk refuses is told so
};

/// "publisher_confirms"
std::string_view name_of(Guard guard);

/// Whether the guard is left out in this process. Never in the program that is shipped: it is linked with a constant
/// answer. `boxoffice_unguarded`, which only tests start, is the same program linked with one that leaves out what the
/// environment variable LEAVE_OUT_GUARDS names, separated by commas.
bool left_out(Guard guard);

}  // namespace boxoffice

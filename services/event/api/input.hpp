#pragma once

#include "platform/http/message.hpp"
#include "services/event/app/events.hpp"
#include "services/event/app/imports.hpp"

#include <expected>
#include <optional>
#include <string>

namespace boxoffice::event {

// Each reader adds every fault of the request to `faults`, and gives `invalid_request` when the body is not JSON.

/// What POST asks for. `canonical` is the body read and written again, for the idempotency key's fingerprint.
struct NewEventInput {
    EventDetails details;
    std::string canonical;
};
std::expected<NewEventInput, Problem> read_new_event(const http::Request& request, Faults& faults);

std::expected<EventChanges, Problem> read_changes(const http::Request& request, Faults& faults);

EventFilter read_filter(const http::Request& request, Timestamp now, Faults& faults);

/// The cursor behind a page's last event.
std::string cursor_after(const Event& event);

/// If-Match (RFC 9110, 13.1.1): nothing when it is absent. Of each tag `"<edit>.<v>"` the edit counts; a weak tag, or
/// another text, names no edit.
std::optional<EditGuard> read_guard(const http::Request& request);

/// The command but for the booking's id, which stands in the path.
std::expected<AllocationCommand, Problem> read_command(const http::Request& request, Faults& faults);

struct ImportInput {
    UserId organizer_id;
    ImportDefaults defaults;
    std::vector<EventDraft> drafts;
};
BOOST_DESCRIBE_STRUCT(ImportInput, (), (organizer_id, defaults, drafts))
std::expected<ImportInput, Problem> read_import(const http::Request& request, Faults& faults);

}  // namespace boxoffice::event

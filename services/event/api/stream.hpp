#pragma once

#include "platform/http/message.hpp"
#include "services/event/app/watch.hpp"

#include <memory>

namespace boxoffice::event {

/// Follows an inventory as Server-Sent Events (WHATWG HTML, 9.2): the present state, then the newest whenever it
/// changed, as `Watch` tells it; a comment where nothing changed for a while. Ends when the event is deleted or the
/// client is gone.
Task<> stream_availability(std::shared_ptr<Watch> watch, http::Stream& stream);

}  // namespace boxoffice::event

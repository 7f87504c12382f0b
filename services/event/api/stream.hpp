#pragma once

#include "platform/async/clock.hpp"
#include "platform/http/message.hpp"
#include "services/event/app/watch.hpp"

#include <memory>

namespace boxoffice::event {

/// Follows an inventory as Server-Sent Events (WHATWG HTML, 9.2): the present state, then the newest whenever it
/// changed, at most 4 a second; a comment where nothing was sent for 15 s. Where thousands follow one inventory each
/// hears of changes less often (10,000: every 900 ms) and they take turns. Ends when the event is deleted or the
/// client is gone.
Task<> stream_availability(std::shared_ptr<Watch> watch, Clock& clock, http::Stream& stream);

}  // namespace boxoffice::event

#include "services/event/adapters/http/http_closures.hpp"

#include "platform/remote/answer.hpp"

namespace boxoffice::event {

Task<> HttpClosures::close_event(EventId id) {
    const auto answer =
        co_await bookings_.call({.method = http::Method::put, .target = "/internal/closures/" + id.text()});
    if (answer.status != 204) throw Unavailable("the booking service answers " + remote::summary(answer));
}

}  // namespace boxoffice::event

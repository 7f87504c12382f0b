#include "services/booking/app/flights.hpp"

#include "platform/async/run.hpp"

#include <gtest/gtest.h>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace boxoffice::booking {

namespace {

constexpr boost::asio::use_awaitable_t<Loop::executor_type> resumed;

Task<> take_a_turn(Flight&) { co_await boost::asio::post(co_await boost::asio::this_coro::executor, resumed); }

Booking at_revision(int rev) {
    Booking booking;
    booking.rev = rev;
    booking.status = Status::CONFIRMED;
    return booking;
}

}  // namespace

TEST(Flights, an_older_revision_is_no_answer_to_who_waits_for_a_newer_one) {
    Loop loop;
    Timeouts timeouts(loop);
    TaskScope scope(loop, [](std::exception_ptr) { FAIL() << "a flight threw"; });
    Flights flights(scope, timeouts);
    flights.on_advance([](Flight& flight) { return take_a_turn(flight); });
    flights.start(at_revision(2), false);
    flights.start(at_revision(3), false);
    const auto answer = run(loop, flights.wait(BookingId{}, 3, Until::released, std::chrono::seconds(5)));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->rev, 3);
}

}  // namespace boxoffice::booking

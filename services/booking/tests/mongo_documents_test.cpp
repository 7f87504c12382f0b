#include "services/booking/adapters/mongo/booking_documents.hpp"
#include "services/booking/tests/mongo_random_bookings.hpp"

#include <gtest/gtest.h>

namespace boxoffice::booking::test {

static mongo::Document document_of(const Booking& booking) {
    mongo::Document document{{"_id", booking.id}};
    documents::append_content(document, booking);
    return document;
}

TEST(BookingDocument, any_booking_comes_back_as_it_was) {
    RandomBookings bookings(20260101);
    for (int count = 0; count < 1'000; ++count) {
        const auto booking = bookings.next();
        ASSERT_EQ(whole(documents::read_booking(document_of(booking))), whole(booking));
    }
}

TEST(BookingDocument, is_read_by_who_knows_nothing_of_this_program) {
    Booking booking;
    booking.lines = {{.inventory_id = {}, .event_id = {}, .quantity = 2, .unit_price = 2500}};
    booking.created_at = Timestamp(std::chrono::milliseconds(1'800'000'000'123));
    booking.todo = {Step::sell, Step::void_};
    const auto document = document_of(booking);
    EXPECT_EQ(document.view().get<std::string>("_id"), "00000000-0000-0000-0000-000000000000");
    EXPECT_EQ(document.view().get<std::string>("status"), "PENDING");
    EXPECT_EQ(document.view().get<std::int64_t>("amount"), 5000);
    EXPECT_EQ(document.view().get<Timestamp>("created_at"), booking.created_at) << "a date, not a number";
    EXPECT_EQ(document.view().get<std::vector<std::string>>("todo"), (std::vector<std::string>{"sell", "void"}));
    EXPECT_FALSE(document.view().optional("due")) << "what is not there is left out";
}

TEST(BookingDocument, an_answer_comes_back_byte_for_byte) {
    const KeptAnswer answer{.status = 201, .body = "{\"name\":\"$x Ä\\n\"}\n", .location = "/bookings/1"};
    const mongo::Document booking{{"answer", documents::answer_of(answer)}};
    const auto kept = documents::read_answer(booking);
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->body, answer.body);
    EXPECT_EQ(kept->status, answer.status);
    EXPECT_EQ(kept->location, answer.location);
    EXPECT_FALSE(documents::read_answer(mongo::Document{{"rev", 1}}));
}

}  // namespace boxoffice::booking::test

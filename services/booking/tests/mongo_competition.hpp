#pragma once

#include "platform/testing/clocks.hpp"
#include "services/booking/tests/mongo_stores.hpp"
#include "services/booking/tests/sample_bookings.hpp"

#include <vector>

namespace boxoffice::booking::test {

/// Starts a call for each booking, all at once.
template <class Result>
class Together {
public:
    explicit Together(Loop& loop) : loop_(loop) {}
    void start(Task<Result> task) { results_.push_back(boxoffice::start(loop_, std::move(task))); }
    std::vector<Result> finish() {
        std::vector<Result> results;
        for (auto& result : results_) results.push_back(boxoffice::finish(loop_, result));
        return results;
    }

private:
    Loop& loop_;
    std::vector<std::future<Result>> results_;
};

/// Two instances on one database, and what both do at once.
class Competition : public testing::Test {
protected:
    template <class Work>
    auto raw(Work work) {
        return here.client.run(std::move(work));
    }

    Competition() {
        run(loop, here.store.prepare());
        run(loop, raw([](mongo::Database& database) { database.collection("bookings").delete_many({}); }));
    }

    static Booking numbered(int number) {
        auto booking = sample_booking(1);
        booking.id.value.bytes[14] = static_cast<std::uint8_t>(number >> 8);
        booking.id.value.bytes[15] = static_cast<std::uint8_t>(number);
        return booking;
    }
    std::vector<Booking> inserted(int count) {
        Together<std::optional<BookingStore::Key>> inserts(loop);
        std::vector<Booking> bookings;
        for (int number = 0; number < count; ++number) {
            bookings.push_back(numbered(number));
            inserts.start(here.store.insert(bookings.back(), {}));
        }
        for (const auto& known : inserts.finish()) EXPECT_FALSE(known);
        return bookings;
    }
    /// Both decide all of them, each otherwise; how often each was told that it won.
    std::pair<std::vector<bool>, std::vector<bool>> decide_both(const std::vector<Booking>& bookings) {
        Together<bool> confirms(loop);
        Together<bool> refusals(loop);
        for (const auto& booking : bookings) {
            confirms.start(here.store.decide({.next = confirmed(booking), .due = {}, .answer = {}}));
            refusals.start(
                there.store.decide({.next = decision::give_up(booking, clock.now()), .due = {}, .answer = {}}));
        }
        auto confirms_won = confirms.finish();
        return {std::move(confirms_won), refusals.finish()};
    }

    Loop loop;
    StandingClock clock;
    MongoInstance here{loop, clock, scratch_address()};
    MongoInstance there{loop, clock, scratch_address()};
};

}  // namespace boxoffice::booking::test

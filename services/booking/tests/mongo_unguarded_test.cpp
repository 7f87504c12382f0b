#include "services/booking/tests/mongo_competition.hpp"

#include <cstdlib>

/// Linked with guards that can be left out: what the tests of competing instances stand on is that guard, and they
/// would notice.
namespace boxoffice::booking::test {

// NOLINTNEXTLINE(concurrency-mt-unsafe): before any thread
static const int named = setenv("LEAVE_OUT_GUARDS", "booking_revision,idempotency_key", 1);

using Unguarded = Competition;

TEST_F(Unguarded, without_the_revision_both_decide) {
    ASSERT_EQ(named, 0);
    const auto bookings = inserted(16);
    const auto [confirms, refusals] = decide_both(bookings);
    int both = 0;
    for (std::size_t i = 0; i < bookings.size(); ++i) both += confirms[i] && refusals[i];
    EXPECT_EQ(both, 16);
}

TEST_F(Unguarded, without_its_key_a_request_books_twice) {
    const IdempotencyKey key{{1}, {2}};
    EXPECT_FALSE(run(loop, here.store.insert(numbered(1), key)));
    EXPECT_FALSE(run(loop, there.store.insert(numbered(2), key)));
    EXPECT_TRUE(run(loop, here.store.find(numbered(2).id)));
}

}  // namespace boxoffice::booking::test

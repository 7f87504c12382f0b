#include "services/booking/tests/mortal_ports.hpp"
#include "services/booking/tests/world.hpp"

/// The crash points of docs/protocol.md: a process dies at each of its calls in turn, before the call and when its
/// answer is lost, and another one takes up what it finds.
namespace boxoffice::booking::test {
namespace {

using Death = Life::Death;

enum class Story { booking, cancelling, more, fewer };

/// How many calls the process makes until the story has ended well.
int calls_of(Story story) {
    switch (story) {
        case Story::booking: return 7;
        case Story::cancelling: return 5;
        case Story::more: return 7;
        case Story::fewer: return 6;
    }
    return 0;
}

struct Point {
    Story story;
    int call;
    Death death;
};

class CrashPoints : public World, public testing::WithParamInterface<Point> {
protected:
    void TearDown() override {
        land(mortal);
        land(first);
        World::TearDown();
    }

    /// What was there before the story began.
    void prepare(Story story) {
        if (story == Story::booking) return;
        ASSERT_TRUE(run(loop, first.bookings.book(context(), order(story == Story::fewer ? 2 : 1), key(1))));
        land(first);
    }
    void tell(Story story) {
        try {
            switch (story) {
                case Story::booking: run(loop, mortal.bookings.book(context(), order(), key(1))); break;
                case Story::cancelling: run(loop, mortal.bookings.cancel(context(), the_booking().id, {})); break;
                case Story::more: change_to(2); break;
                case Story::fewer: change_to(1); break;
            }
        } catch (const std::runtime_error&) {
            EXPECT_TRUE(life.is_over());
        }
        land(mortal);
    }
    void change_to(std::int64_t tickets) {
        run(loop, mortal.bookings.change(context(), the_booking().id, tickets, "pm_approved", {}));
    }
    /// Another process takes up what is due, before it is time to give up.
    void restart() {
        clock.time += std::chrono::seconds(6);
        run(loop, instance.recovery.carry_on_due());
        land();
        recover();
    }
    /// Where the story leads, or, where it was cut off before its first write, where it began.
    void expect_well_ended(Story story) {
        auto bookings = run(loop, store.list({}, {}, 10));
        if (bookings.empty()) {
            EXPECT_EQ(story, Story::booking);
            EXPECT_EQ(inventory.used(), 0);
            EXPECT_EQ(gateway.kept(), 0);
            return;
        }
        const auto status = the_booking().status;
        expect_at_rest(status);
        EXPECT_TRUE(status == Status::CONFIRMED || (story == Story::cancelling && status == Status::REFUNDED));
        const bool untouched = the_booking().rev == 2;
        EXPECT_EQ(messages(), untouched ? 1U : 2U);
    }

    Life life;
    MortalStore mortal_store{store, life};
    MortalInventories mortal_inventories{inventory, life};
    MortalGateway mortal_gateway{gateway, life};
    MortalPublisher mortal_publisher{publisher, life};
    Instance first{loop, clock, store, inventory, gateway, publisher};
    Instance mortal{loop, clock, mortal_store, mortal_inventories, mortal_gateway, mortal_publisher};
};

TEST_P(CrashPoints, everything_ends_well) {
    const auto [story, call, death] = GetParam();
    prepare(story);
    life.ends_at(call, death);
    tell(story);
    EXPECT_TRUE(life.is_over()) << "the story has fewer calls: " << life.calls();
    restart();
    expect_well_ended(story);
}

std::vector<Point> all_points() {
    std::vector<Point> points;
    for (const auto story : {Story::booking, Story::cancelling, Story::more, Story::fewer})
        for (int call = 0; call < calls_of(story); ++call)
            for (const auto death : {Death::before, Death::answer_lost}) points.push_back({story, call, death});
    return points;
}

std::string name_of(const testing::TestParamInfo<Point>& point) {
    const char* stories[] = {"booking", "cancelling", "more", "fewer"};
    return std::string(stories[static_cast<int>(point.param.story)]) + "_" + std::to_string(point.param.call) +
           (point.param.death == Death::before ? "_before" : "_answer_lost");
}

INSTANTIATE_TEST_SUITE_P(Each, CrashPoints, testing::ValuesIn(all_points()), name_of);

/// The rows of the table: what is found at restart.
class FoundAtRestart : public CrashPoints {
protected:
    /// Dies at the first call of this name.
    void die_at(Story story, const std::string& call, Death death) {
        prepare(story);
        const auto order = order_of(story);
        life.ends_at(static_cast<int>(std::ranges::find(order, call) - order.begin()), death);
        tell(story);
        ASSERT_TRUE(life.is_over());
        ASSERT_EQ(life.ended_at(), call);
    }
    static std::vector<std::string> order_of(Story story) {
        if (story == Story::booking) return {"insert", "hold", "charge", "decide", "sell", "publish", "settle"};
        return {"decide", "release", "publish", "refund", "decide"};
    }
};

TEST_F(FoundAtRestart, the_hold_was_taken_and_its_answer_lost) {
    die_at(Story::booking, "hold", Death::answer_lost);
    EXPECT_EQ(the_booking().phase, Phase::BUYING);
    EXPECT_EQ(inventory.used(), 1);
    restart();
    expect_at_rest(Status::CONFIRMED);
}

TEST_F(FoundAtRestart, the_charge_was_approved_and_its_answer_lost) {
    die_at(Story::booking, "charge", Death::answer_lost);
    EXPECT_EQ(the_booking().phase, Phase::BUYING);
    EXPECT_EQ(gateway.kept(), 2500);
    restart();
    expect_at_rest(Status::CONFIRMED);
    EXPECT_EQ(gateway.ledger.size(), 1U) << "the same charge";
}

TEST_F(FoundAtRestart, sold_before_it_was_decided) {
    die_at(Story::booking, "charge", Death::answer_lost);
    inventory.registers[the_booking().id] = {.number = 11, .held = 0, .sold = 1};
    restart();
    expect_at_rest(Status::CONFIRMED);
}

TEST_F(FoundAtRestart, confirmed_and_nobody_was_answered) {
    die_at(Story::booking, "decide", Death::answer_lost);
    EXPECT_EQ(the_booking().status, Status::CONFIRMED);
    EXPECT_FALSE(the_booking().todo.empty());
    restart();
    expect_at_rest(Status::CONFIRMED);
    const auto again = run(loop, first.bookings.book(context(), order(), key(1)));
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->replayed);
    EXPECT_EQ(again->kept.status, 201);
}

TEST_F(FoundAtRestart, published_and_not_settled) {
    die_at(Story::booking, "settle", Death::before);
    EXPECT_TRUE(the_booking().todo.has(Step::publish));
    restart();
    expect_at_rest(Status::CONFIRMED);
    EXPECT_EQ(messages(), 1U) << "published again under the same id";
}

TEST_F(FoundAtRestart, cancelled_and_nothing_carried_out) {
    die_at(Story::cancelling, "decide", Death::answer_lost);
    EXPECT_EQ(the_booking().status, Status::CANCELLED);
    EXPECT_EQ(the_booking().todo, (Todo{Step::release, Step::refund, Step::publish}));
    restart();
    expect_at_rest(Status::REFUNDED);
    EXPECT_EQ(messages(), 2U);
}

}  // namespace
}  // namespace boxoffice::booking::test

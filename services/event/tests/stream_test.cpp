#include "services/event/api/stream.hpp"
#include "services/event/tests/site.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>

namespace boxoffice::event::test {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

class CollectingStream final : public http::Stream {
public:
    Task<bool> send(std::string piece) override {
        pieces.push_back(std::move(piece));
        co_return !gone;
    }

    std::vector<std::string> pieces;
    bool gone = false;
};

class StreamTest : public testing::Test {
protected:
    void TearDown() override {
        stream.gone = true;
        if (!ended) cancellation.emit(boost::asio::cancellation_type::terminal);
        company.clock.advance(std::chrono::seconds(1));
        EXPECT_TRUE(run_until(company.loop, [&] { return ended; }));
    }
    void follow() {
        ended = false;
        boost::asio::co_spawn(company.loop.get_executor(), stream_availability(watch, company.clock, stream),
                              boost::asio::bind_cancellation_slot(cancellation.slot(),
                                                                  [this](const std::exception_ptr&) { ended = true; }));
    }
    bool received(std::size_t count) {
        return run_until(company.loop, [&] { return stream.pieces.size() >= count; });
    }
    void settle() {
        company.loop.restart();
        company.loop.poll();
    }
    std::string state(std::int64_t v, int available, int held) {
        return fmt::format(
            "id: {}\ndata: {{\"event_id\":\"{}\",\"capacity\":10,\"available\":{},\"held\":{},\"sold\":0}}\n\n", v,
            view.event->id.text(), available, held);
    }

    Company company{{.quiet = std::chrono::milliseconds(30)}};
    EventView view = company.create();
    std::shared_ptr<Watch> watch = company.answer(company.inventories.watch(inventory_of(view.event->id)));
    CollectingStream stream;
    boost::asio::cancellation_signal cancellation;
    bool ended = true;
};

TEST_F(StreamTest, the_present_state_comes_at_once) {
    follow();
    ASSERT_TRUE(received(2));
    EXPECT_THAT(stream.pieces, ElementsAre("retry: 2000\n\n", state(1, 10, 0)));
}

TEST_F(StreamTest, changes_within_a_quarter_of_a_second_come_as_the_newest) {
    follow();
    ASSERT_TRUE(received(2));
    company.apply(view.event->id, hold(1, 1));
    company.apply(view.event->id, hold(2, 2));
    settle();
    EXPECT_EQ(stream.pieces.size(), 2U);
    company.clock.advance(std::chrono::milliseconds(249));
    settle();
    EXPECT_EQ(stream.pieces.size(), 2U);
    company.clock.advance(std::chrono::milliseconds(1));
    ASSERT_TRUE(received(3));
    EXPECT_EQ(stream.pieces[2], state(3, 7, 3));
}

TEST_F(StreamTest, a_change_after_a_while_comes_at_once) {
    follow();
    ASSERT_TRUE(received(2));
    company.clock.advance(std::chrono::seconds(1));
    settle();
    company.apply(view.event->id, hold(1, 1));
    ASSERT_TRUE(received(3));
    EXPECT_EQ(stream.pieces.back(), state(2, 9, 1));
}

TEST_F(StreamTest, a_quiet_stream_has_a_heart_beat) {
    follow();
    ASSERT_TRUE(received(2));
    company.clock.advance(std::chrono::seconds(1));
    ASSERT_TRUE(received(4));
    EXPECT_EQ(stream.pieces[2], ":\n\n");
    EXPECT_EQ(stream.pieces[3], ":\n\n");
}

TEST_F(StreamTest, a_stream_ends_when_the_client_is_gone) {
    follow();
    ASSERT_TRUE(received(2));
    stream.gone = true;
    company.clock.advance(std::chrono::seconds(1));
    EXPECT_TRUE(run_until(company.loop, [&] { return ended; }));
}

TEST_F(StreamTest, a_waiting_stream_can_be_cancelled) {
    follow();
    ASSERT_TRUE(received(2));
    company.clock.advance(std::chrono::seconds(1));
    settle();
    cancellation.emit(boost::asio::cancellation_type::terminal);
    EXPECT_TRUE(run_until(company.loop, [&] { return ended; }));
    EXPECT_EQ(stream.pieces.size(), 2U);
}

TEST_F(StreamTest, a_stream_ends_with_its_event) {
    follow();
    ASSERT_TRUE(received(2));
    company.clock.advance(std::chrono::seconds(1));
    settle();
    ASSERT_TRUE(company.answer(company.events.remove(organizer(), view.event->id, {})));
    EXPECT_TRUE(run_until(company.loop, [&] { return ended; }));
}

TEST_F(StreamTest, many_streams_hear_of_one_change) {
    std::vector<CollectingStream> streams(200);
    std::vector<std::future<void>> ends;
    for (auto& one : streams) ends.push_back(start(company.loop, stream_availability(watch, company.clock, one)));
    ASSERT_TRUE(run_until(company.loop, [&] { return streams.back().pieces.size() == 2; }));
    company.clock.advance(std::chrono::seconds(1));
    settle();
    company.apply(view.event->id, hold(1, 1));
    ASSERT_TRUE(run_until(company.loop, [&] {
        return std::ranges::all_of(streams, [&](const auto& one) { return one.pieces.back() == state(2, 9, 1); });
    }));
    company.apply(view.event->id, release(1));
    ASSERT_TRUE(company.answer(company.events.remove(organizer(), view.event->id, {})));
    company.clock.advance(std::chrono::seconds(1));
    for (auto& end : ends) finish(company.loop, end);
}

TEST_F(StreamTest, a_crowd_takes_turns_and_all_have_heard_after_its_gap) {
    constexpr std::size_t count = 6'000;
    constexpr std::chrono::milliseconds gap{540};
    std::vector<CollectingStream> streams(count);
    std::vector<std::future<void>> ends;
    for (auto& one : streams) ends.push_back(start(company.loop, stream_availability(watch, company.clock, one)));
    ASSERT_TRUE(run_until(company.loop, [&] { return streams.back().pieces.size() == 2; }));
    company.clock.advance(std::chrono::seconds(1));
    settle();
    const auto heard = [&] {
        return std::ranges::count_if(streams, [&](const auto& one) { return one.pieces.back() == state(2, 9, 1); });
    };
    company.apply(view.event->id, hold(1, 1));
    settle();
    EXPECT_LE(heard(), std::ssize(streams) / 32);
    company.clock.advance(gap / 2);
    settle();
    EXPECT_NEAR(static_cast<double>(heard()), count / 2, count / 16);
    company.clock.advance(gap / 2);
    settle();
    EXPECT_EQ(heard(), std::ssize(streams));
    company.apply(view.event->id, release(1));
    ASSERT_TRUE(company.answer(company.events.remove(organizer(), view.event->id, {})));
    for (int i = 0; i < 4; ++i) {
        company.clock.advance(gap);
        settle();
    }
    for (auto& end : ends) finish(company.loop, end);
}

class StreamRouteTest : public SiteTest {};

TEST_F(StreamRouteTest, the_answer_is_a_stream_of_events) {
    const auto answer = get("/events/" + create() + "/availability/stream");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.content_type, "text/event-stream");
    EXPECT_EQ(header(answer, "Cache-Control"), "no-store");
    EXPECT_TRUE(answer.stream != nullptr);
}

}  // namespace
}  // namespace boxoffice::event::test

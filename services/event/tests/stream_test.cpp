#include "services/event/api/stream.hpp"
#include "services/event/tests/site.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>

namespace boxoffice::event::test {
namespace {

using testing::ElementsAre;

class CollectingStream final : public http::Stream {
public:
    Task<bool> send(std::string piece) override {
        pieces.push_back(std::move(piece));
        co_return !gone;
    }
    bool offer(std::string_view piece) override {
        if (!gone) pieces.emplace_back(piece);
        return !gone;
    }

    std::vector<std::string> pieces;
    bool gone = false;
};

class StreamTest : public testing::Test {
protected:
    void TearDown() override {
        if (!ended) cancellation.emit(boost::asio::cancellation_type::terminal);
        EXPECT_TRUE(run_until(company.loop, [&] { return ended; }));
    }
    void follow() {
        ended = false;
        boost::asio::co_spawn(company.loop.get_executor(), stream_availability(watch, stream),
                              boost::asio::bind_cancellation_slot(cancellation.slot(),
                                                                  [this](const std::exception_ptr&) { ended = true; }));
    }
    bool received(std::size_t count) {
        const bool came = run_until(company.loop, [&] { return stream.pieces.size() >= count; });
        settle();
        return came;
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

    explicit StreamTest(std::chrono::milliseconds quiet = std::chrono::minutes(1)) : company({.quiet = quiet}) {}

    Company company;
    EventView view = company.create();
    std::shared_ptr<Watch> watch = company.answer(company.inventories.watch(inventory_of(view.event->id)));
    CollectingStream stream;
    boost::asio::cancellation_signal cancellation;
    bool ended = true;
};

TEST_F(StreamTest, the_present_state_comes_at_once) {
    follow();
    ASSERT_TRUE(received(1));
    EXPECT_THAT(stream.pieces, ElementsAre("retry: 2000\n\n" + state(1, 10, 0)));
}

TEST_F(StreamTest, changes_come_as_the_newest_state) {
    follow();
    ASSERT_TRUE(received(1));
    company.apply(view.event->id, hold(1, 1));
    company.apply(view.event->id, hold(2, 2));
    company.clock.advance(std::chrono::milliseconds(250));
    ASSERT_TRUE(received(2));
    EXPECT_EQ(stream.pieces[1], state(3, 7, 3));
}

class QuietStreamTest : public StreamTest {
protected:
    QuietStreamTest() : StreamTest(std::chrono::milliseconds(30)) {}
};

TEST_F(QuietStreamTest, has_a_heart_beat) {
    follow();
    ASSERT_TRUE(received(1));
    company.clock.advance(std::chrono::seconds(1));
    ASSERT_TRUE(received(2));
    EXPECT_EQ(stream.pieces[1], ":\n\n");
}

TEST_F(StreamTest, one_whose_client_is_gone_before_it_begins_ends) {
    stream.gone = true;
    follow();
    EXPECT_TRUE(run_until(company.loop, [&] { return ended; }));
}

TEST_F(StreamTest, a_waiting_stream_can_be_cancelled) {
    follow();
    ASSERT_TRUE(received(1));
    cancellation.emit(boost::asio::cancellation_type::terminal);
    EXPECT_TRUE(run_until(company.loop, [&] { return ended; }));
    EXPECT_EQ(stream.pieces.size(), 1U);
}

TEST_F(StreamTest, a_stream_ends_with_its_event) {
    follow();
    ASSERT_TRUE(received(1));
    ASSERT_TRUE(company.answer(company.events.remove(organizer(), view.event->id, {})));
    EXPECT_TRUE(run_until(company.loop, [&] { return ended; }));
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

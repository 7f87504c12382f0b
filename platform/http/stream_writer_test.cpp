#include "platform/http/stream_writer.hpp"

#include "platform/testing/turning.hpp"

#include <gtest/gtest.h>

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <string>

namespace boxoffice::http {
namespace {

/// Both ends of a connection.
class Wire {
public:
    Wire() {
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends_.data()) != 0)
            throw std::runtime_error("no socketpair");
    }
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;
    ~Wire() {
        ::close(ends_[0]);
        if (ends_[1] >= 0) ::close(ends_[1]);
    }

    int ours() const { return ends_[0]; }
    std::string received() {
        std::string bytes(1024, '\0');
        const auto got = ::read(ends_[1], bytes.data(), bytes.size());
        bytes.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
        return bytes;
    }
    void go() { ::close(std::exchange(ends_[1], -1)); }

private:
    std::array<int, 2> ends_{};
};

class StreamWriterTest : public testing::TestWithParam<std::size_t> {
protected:
    std::vector<StreamWriter::Written> write_to_all(const std::vector<std::string>& pieces) {
        std::vector<StreamWriter::Written> written(pieces.size());
        std::size_t done = 0;
        for (std::size_t i = 0; i < pieces.size(); ++i)
            writer.write(wires[i].ours(), pieces[i], [&written, &done, i](StreamWriter::Written one) {
                written[i] = one;
                ++done;
            });
        EXPECT_EQ(done, 0U);
        EXPECT_TRUE(run_until(loop, [&] { return done == pieces.size(); }));
        return written;
    }
    std::vector<std::string> greetings() const {
        std::vector<std::string> pieces;
        for (std::size_t i = 0; i < wires.size(); ++i) pieces.push_back("hello " + std::to_string(i));
        return pieces;
    }

    Loop loop;
    StreamWriter writer{loop};
    std::vector<Wire> wires = std::vector<Wire>(GetParam());
};

// A few are written by the loop, many by the thread.
INSTANTIATE_TEST_SUITE_P(FewAndMany, StreamWriterTest, testing::Values(3, 300));

TEST_P(StreamWriterTest, each_gets_its_own) {
    const auto pieces = greetings();
    const auto written = write_to_all(pieces);
    for (std::size_t i = 0; i < wires.size(); ++i) {
        EXPECT_FALSE(written[i].failed);
        EXPECT_EQ(written[i].bytes, pieces[i].size());
        EXPECT_EQ(wires[i].received(), pieces[i]);
    }
}

TEST_P(StreamWriterTest, one_that_went_is_told_and_the_others_get_theirs) {
    wires[1].go();
    const auto written = write_to_all(greetings());
    EXPECT_TRUE(written[1].failed);
    EXPECT_FALSE(written[0].failed);
    EXPECT_EQ(wires.back().received(), greetings().back());
}

TEST_P(StreamWriterTest, what_a_socket_does_not_take_is_left_to_the_caller) {
    auto pieces = greetings();
    pieces[1].assign(16 * 1024 * 1024, 'x');
    const auto first = write_to_all(pieces)[1];
    EXPECT_FALSE(first.failed);
    EXPECT_GT(first.bytes, 0U);
    EXPECT_LT(first.bytes, pieces[1].size());
    const auto again = write_to_all(pieces)[1];
    EXPECT_FALSE(again.failed);
    EXPECT_EQ(again.bytes, 0U);
}

TEST(StreamWriterThread, what_was_handed_to_it_is_written_before_it_dies) {
    Wire wire;
    Loop loop;
    {
        StreamWriter writer(loop);
        for (int i = 0; i < 100; ++i) writer.write(wire.ours(), "x", [](StreamWriter::Written) {});
        loop.poll();
    }
    EXPECT_EQ(wire.received().size(), 100U);
}

}  // namespace
}  // namespace boxoffice::http

#include "platform/trace/trace.hpp"

#include <gtest/gtest.h>

#include <cstring>

namespace boxoffice {
namespace {

const std::string sample = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

/// Zeroes first, as a generator may by chance, then ones.
class ZeroesFirst final : public Random {
public:
    void fill(std::span<std::uint8_t> bytes) override { std::memset(bytes.data(), calls_++ % 2, bytes.size()); }

private:
    int calls_ = 0;
};

TEST(Trace, reads_back) {
    const auto trace = Trace::parse(sample);
    ASSERT_TRUE(trace);
    EXPECT_EQ(trace->trace_id_text(), "0af7651916cd43dd8448eb211c80319c");
    EXPECT_TRUE(trace->sampled);
    EXPECT_EQ(trace->traceparent(), sample);
}

TEST(Trace, keeps_that_it_is_not_sampled_and_drops_unknown_flags) {
    EXPECT_FALSE(Trace::parse(sample.substr(0, 53) + "00")->sampled);
    EXPECT_FALSE(Trace::parse(sample.substr(0, 53) + "02")->sampled);
    EXPECT_EQ(Trace::parse(sample.substr(0, 53) + "ff")->traceparent(), sample);
    EXPECT_TRUE(Trace::parse(sample.substr(0, 53) + "00")->traceparent().ends_with("-00"));
}

TEST(Trace, reads_what_later_versions_have_in_common) {
    EXPECT_TRUE(Trace::parse("cc" + sample.substr(2)));
    EXPECT_TRUE(Trace::parse("cc" + sample.substr(2) + "-what-will-be"));
    EXPECT_FALSE(Trace::parse("cc" + sample.substr(2) + ".what"));
    EXPECT_FALSE(Trace::parse("ff" + sample.substr(2)));
}

TEST(Trace, refuses_what_is_malformed) {
    for (const std::string& wrong :
         std::vector<std::string>{"", "00", sample.substr(0, 54), sample + "-", sample + "-00", " " + sample,
                                  "0x" + sample.substr(2), "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                                  "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                                  "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                                  "00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                                  "00-0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331-01",
                                  "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331_01",
                                  "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0x"})
        EXPECT_FALSE(Trace::parse(wrong)) << wrong;
}

TEST(Trace, a_new_one_is_never_all_zero) {
    ZeroesFirst random;
    EXPECT_TRUE(Trace::parse(Trace::begin(random).traceparent()));
}

TEST(Trace, a_child_is_another_span_of_the_same_trace) {
    SystemRandom random;
    auto trace = Trace::begin(random);
    trace.sampled = false;
    const auto child = trace.child(random);
    EXPECT_EQ(child.trace_id, trace.trace_id);
    EXPECT_NE(child.span_id, trace.span_id);
    EXPECT_FALSE(child.sampled);
    EXPECT_NE(Trace::begin(random).trace_id, trace.trace_id);
}

}  // namespace
}  // namespace boxoffice

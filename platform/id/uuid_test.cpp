#include "platform/id/uuid.hpp"

#include "platform/id/hexadecimal.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <set>
#include <thread>

namespace boxoffice {
namespace {

using std::chrono::milliseconds;

class Constant final : public Random {
public:
    explicit Constant(std::uint8_t byte) : byte_(byte) {}
    void fill(std::span<std::uint8_t> bytes) override { std::memset(bytes.data(), byte_, bytes.size()); }

private:
    std::uint8_t byte_;
};

constexpr std::string_view sample = "01890a5d-ac96-774b-bcce-b302099a8057";

TEST(Uuid, text_reads_back) {
    const auto id = Uuid::parse(sample);
    ASSERT_TRUE(id);
    EXPECT_EQ(id->text(), sample);
    EXPECT_EQ(id->bytes[0], 0x01);
    EXPECT_EQ(id->bytes[15], 0x57);
}

TEST(Uuid, refuses_all_other_spellings) {
    std::string upper(sample);
    upper[4] = 'A';
    std::string moved(sample);
    std::swap(moved[8], moved[9]);
    for (const std::string& wrong : std::vector<std::string>{
             "", std::string(sample.substr(1)), std::string(sample) + "0", upper, moved,
             "{" + std::string(sample) + "}", std::string(36, '-'), std::string(36, '0'), std::string(36, '\0'),
             "01890a5d-ac96-774b-bcce-b302099a805g", "01890a5d-ac96-774b-bcce-b302099a80\xc3\xa4"})
        EXPECT_FALSE(Uuid::parse(wrong)) << wrong;
}

TEST(Uuid, compares_as_its_text_does) {
    const auto one = *Uuid::parse("01890a5d-ac96-774b-bcce-b302099a8057");
    const auto other = *Uuid::parse("01890a5d-ac96-774b-bcce-b302099a80f7");
    EXPECT_LT(one, other);
    EXPECT_LT(one.text(), other.text());
}

TEST(UuidSource, lays_out_version_7) {
    Constant random(0xff);
    UuidSource source(random);
    const auto id = source.next(Timestamp(milliseconds(0x017f22e279b0)));
    EXPECT_EQ(id.text(), "017f22e2-79b0-77ff-bfff-ffffffffffff");
}

TEST(UuidSource, is_ordered_within_a_millisecond_and_beyond_the_counter) {
    SystemRandom random;
    UuidSource source(random);
    const Timestamp now(milliseconds(1'800'000'000'000));
    auto last = source.next(now);
    for (int i = 0; i < 20'000; ++i) {
        const auto id = source.next(now);
        ASSERT_LT(last, id) << i;
        ASSERT_EQ(id.bytes[6] >> 4, 7);
        ASSERT_EQ(id.bytes[8] >> 6, 2);
        last = id;
    }
}

TEST(UuidSource, is_ordered_when_the_clock_goes_back) {
    SystemRandom random;
    UuidSource source(random);
    const auto before = source.next(Timestamp(milliseconds(2'000)));
    const auto after = source.next(Timestamp(milliseconds(1'000)));
    EXPECT_LT(before, after);
}

TEST(Id, parses_what_it_writes) {
    const auto id = Id<struct SampleTag>::parse(sample);
    ASSERT_TRUE(id);
    EXPECT_EQ(id->text(), sample);
    EXPECT_FALSE(Id<struct SampleTag>::parse("7"));
}

TEST(SystemRandom, never_gives_the_same_twice) {
    SystemRandom random;
    std::set<std::array<std::uint8_t, 16>> seen;
    for (int i = 0; i < 2'000; ++i) {
        std::array<std::uint8_t, 16> bytes{};
        random.fill(bytes);
        ASSERT_TRUE(seen.insert(bytes).second);
    }
    std::thread([&] {
        SystemRandom other;
        std::array<std::uint8_t, 16> bytes{};
        other.fill(bytes);
        EXPECT_TRUE(seen.insert(bytes).second);
    }).join();
}

class SystemRandomSizes : public testing::TestWithParam<std::size_t> {};

TEST_P(SystemRandomSizes, fills_every_byte) {
    SystemRandom random;
    std::vector<bool> changed(GetParam());
    // That one byte stays zero 8 times of its own accord has a probability of 2^-64.
    for (int round = 0; round < 8; ++round) {
        std::vector<std::uint8_t> bytes(GetParam());
        random.fill(bytes);
        for (std::size_t i = 0; i < bytes.size(); ++i) changed[i] = changed[i] || bytes[i] != 0;
    }
    EXPECT_EQ(std::ranges::count(changed, true), static_cast<std::ptrdiff_t>(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(AroundTheReserve, SystemRandomSizes, testing::Values(0, 1, 16, 255, 256, 257, 4096, 9000));

TEST(Hexadecimal, reads_back_and_refuses_other_lengths_and_letters) {
    const std::array<std::uint8_t, 4> bytes{0x00, 0x9a, 0xff, 0x10};
    std::string text = "x";
    append_hexadecimal(text, bytes);
    EXPECT_EQ(text, "x009aff10");
    std::array<std::uint8_t, 4> read{};
    EXPECT_TRUE(parse_hexadecimal("009aff10", read));
    EXPECT_EQ(read, bytes);
    for (const char* wrong : {"009aff1", "009aff100", "009aFf10", "009aff1g", "g09aff10", "009aff1 ", ""})
        EXPECT_FALSE(parse_hexadecimal(wrong, read)) << wrong;
}

}  // namespace
}  // namespace boxoffice

#include "platform/idempotency/idempotency.hpp"

#include "platform/testing/temporary_folder.hpp"

#include "platform/idempotency/sqlite_table.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <set>

namespace boxoffice {
namespace {

using namespace std::chrono_literals;

constexpr Timestamp noon{std::chrono::sys_days(std::chrono::year(2027) / 3 / 14) + 12h};

Caller caller(std::string subject) {
    Caller result;
    result.subject = std::move(subject);
    return result;
}

IdempotencyKey key(std::string_view header, std::string_view body = "{}") {
    Faults faults;
    return IdempotencyKey::of(caller("ann"), "POST /bookings", header, body, faults).value();
}

TEST(IdempotencyKeyTest, no_header_is_no_key_and_no_fault) {
    Faults faults;
    EXPECT_EQ(IdempotencyKey::of(caller("ann"), "POST /", "", "{}", faults), std::nullopt);
    EXPECT_TRUE(faults.empty());
}

TEST(IdempotencyKeyTest, one_to_255_printable_characters_are_a_key) {
    for (const auto& header : {std::string("a"), std::string(" ~"), std::string(255, 'k')}) {
        Faults faults;
        EXPECT_TRUE(IdempotencyKey::of(caller("ann"), "POST /", header, "{}", faults)) << header;
        EXPECT_TRUE(faults.empty());
    }
    for (const auto& header :
         {std::string(256, 'k'), std::string("a\tb"), std::string("\xc3\xa4"), std::string(1, '\0')}) {
        Faults faults;
        EXPECT_EQ(IdempotencyKey::of(caller("ann"), "POST /", header, "{}", faults), std::nullopt) << header;
        EXPECT_EQ(faults.take().at(0).pointer, "Idempotency-Key");
    }
}

TEST(IdempotencyKeyTest, a_key_belongs_to_its_caller_and_route) {
    Faults faults;
    std::set<Digest> ids;
    ids.insert(IdempotencyKey::of(caller("ann"), "POST /a", "k", "", faults)->id);
    ids.insert(IdempotencyKey::of(caller("bob"), "POST /a", "k", "", faults)->id);
    ids.insert(IdempotencyKey::of(caller("ann"), "POST /b", "k", "", faults)->id);
    ids.insert(IdempotencyKey::of(caller("ann"), "POST /a", "K", "", faults)->id);
    ids.insert(IdempotencyKey::of(caller("an"), "nPOST /a", "k", "", faults)->id);
    EXPECT_EQ(ids.size(), 5u);
    EXPECT_EQ(IdempotencyKey::of(caller("ann"), "POST /a", "k", "other", faults)->id,
              IdempotencyKey::of(caller("ann"), "POST /a", "k", "", faults)->id);
}

TEST(DigestTest, sha256_of_abc_is_as_fips_180_says) {
    const auto digest = sha256("abc");
    EXPECT_EQ((std::array{digest[0], digest[1], digest[30], digest[31]}),
              (std::array<std::uint8_t, 4>{0xba, 0x78, 0x15, 0xad}));
}

class IdempotencyTableTest : public testing::Test {
protected:
    IdempotencyTableTest() { connection_.execute(IdempotencyTable::schema()); }

    KeyUse use(const IdempotencyKey& of) { return IdempotencyTable::find(connection_, of).use; }
    void keep(const IdempotencyKey& of, Timestamp now) {
        IdempotencyTable::keep(connection_, of, {.status = 201, .body = "{\"id\":1}", .location = "/1"}, now);
    }

    TemporaryFolder folder_;
    sqlite::Connection connection_{folder_.path() / "keys.sqlite", {}};
};

TEST_F(IdempotencyTableTest, a_kept_answer_is_given_again_byte_for_byte) {
    EXPECT_EQ(use(key("k")), KeyUse::fresh);
    keep(key("k"), noon);
    const auto found = IdempotencyTable::find(connection_, key("k"));
    EXPECT_EQ(found.use, KeyUse::replayed);
    EXPECT_EQ(found.answer.status, 201);
    EXPECT_EQ(found.answer.body, "{\"id\":1}");
    EXPECT_EQ(found.answer.location, "/1");
}

TEST_F(IdempotencyTableTest, another_body_under_the_same_key_is_reuse) {
    keep(key("k", "{}"), noon);
    EXPECT_EQ(use(key("k", "{\"a\":1}")), KeyUse::reused);
}

TEST_F(IdempotencyTableTest, a_key_is_kept_a_day_and_not_three) {
    keep(key("k"), noon);
    keep(key("next day"), noon + 24h);
    EXPECT_EQ(use(key("k")), KeyUse::replayed);
    keep(key("day after"), noon + 48h);
    EXPECT_EQ(use(key("k")), KeyUse::fresh);
    EXPECT_EQ(use(key("next day")), KeyUse::replayed);
}

TEST_F(IdempotencyTableTest, after_a_pause_both_days_are_stale) {
    keep(key("k"), noon);
    keep(key("later"), noon + 24h * 9);
    EXPECT_EQ(use(key("k")), KeyUse::fresh);
    EXPECT_EQ(use(key("later")), KeyUse::replayed);
}

TEST_F(IdempotencyTableTest, a_clock_that_goes_back_loses_no_key) {
    keep(key("k"), noon);
    keep(key("before"), noon - 24h);
    keep(key("again"), noon);
    EXPECT_EQ(use(key("k")), KeyUse::replayed);
    EXPECT_EQ(use(key("before")), KeyUse::replayed);
    EXPECT_EQ(use(key("again")), KeyUse::replayed);
}

}  // namespace
}  // namespace boxoffice

#include "platform/mongo/fault.hpp"
#include "platform/problem/unavailable.hpp"

#include <gtest/gtest.h>

namespace boxoffice::mongo {
namespace {

TEST(MongoFaultTest, an_engine_that_stops_or_fails_in_itself_is_unavailable) {
    for (const std::uint32_t code : {1U, 91U, 189U, 10107U, 11600U, 13435U})
        EXPECT_THROW(raise("test", code, "gone"), Unavailable) << code;
}

TEST(MongoFaultTest, a_write_that_lost_against_another_may_be_tried_again) {
    for (const std::uint32_t code : {112U, 16777220U, 16908292U})
        EXPECT_THROW(raise("test", code, "deadlock detected"), Unavailable) << code;
}

TEST(MongoFaultTest, a_duplicate_and_a_refusal_are_told_apart) {
    EXPECT_THROW(raise("test", 11000, "there already"), DuplicateKey);
    try {
        raise("test", 59, "no such command");
    } catch (const DuplicateKey&) {
        FAIL() << "a refusal is no duplicate";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), 59U);
        EXPECT_STREQ(error.what(), "MongoDB, test: no such command");
    }
}

}  // namespace
}  // namespace boxoffice::mongo

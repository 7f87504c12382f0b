#include "platform/problem/problem.hpp"

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>

namespace boxoffice {
namespace {

TEST(Faults, keep_the_first_of_each_pointer) {
    Faults faults;
    EXPECT_TRUE(faults.empty());
    faults.add("/tickets", "must be a whole number");
    faults.add("/tickets", "must be 1 to 10");
    faults.add("/event_id", "is required");
    EXPECT_FALSE(faults.empty());
    const auto all = faults.take();
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].detail, "must be a whole number");
    EXPECT_EQ(all[1].pointer, "/event_id");
}

TEST(Faults, are_bounded) {
    Faults faults;
    for (std::size_t i = 0; i <= Faults::kept_max; ++i) faults.add("/" + std::to_string(i), "is wrong");
    EXPECT_EQ(faults.take().size(), Faults::kept_max);
}

struct Word {
    const char* code;
    int status;
    const char* title;
};

class Vocabulary : public testing::TestWithParam<Word> {};

TEST_P(Vocabulary, gives_status_and_title) {
    const Problem problem{GetParam().code, "Because."};
    EXPECT_EQ(problem.status(), GetParam().status);
    EXPECT_EQ(problem.title(), GetParam().title);
}

INSTANTIATE_TEST_SUITE_P(
    All, Vocabulary,
    testing::Values(Word{"invalid_request", 400, "Invalid request"}, Word{"unauthenticated", 401, "Unauthenticated"},
                    Word{"invalid_credentials", 401, "Invalid credentials"},
                    Word{"payment_declined", 402, "Payment declined"}, Word{"forbidden", 403, "Forbidden"},
                    Word{"not_found", 404, "Not found"}, Word{"event_not_found", 404, "Event not found"},
                    Word{"method_not_allowed", 405, "Method not allowed"},
                    Word{"user_already_exists", 409, "User already exists"}, Word{"sold_out", 409, "Sold out"},
                    Word{"not_on_sale", 409, "Not on sale"}, Word{"event_has_bookings", 409, "Event has bookings"},
                    Word{"conflict", 409, "Conflict"}, Word{"precondition_failed", 412, "Precondition failed"},
                    Word{"payload_too_large", 413, "Payload too large"}, Word{"uri_too_long", 414, "Uri too long"},
                    Word{"unsupported_media_type", 415, "Unsupported media type"},
                    Word{"validation_failed", 422, "Validation failed"},
                    Word{"idempotency_key_reused", 422, "Idempotency key reused"},
                    Word{"too_many_requests", 429, "Too many requests"},
                    Word{"headers_too_large", 431, "Headers too large"}, Word{"internal_error", 500, "Internal error"},
                    Word{"unavailable", 503, "Unavailable"}, Word{"sales_suspended", 503, "Sales suspended"}),
    [](const auto& instance) { return std::string(instance.param.code); });

TEST(ProblemBody, has_every_member_and_escapes_them) {
    const auto problem = problem::validation_failed({{"/a\"b", "must be a text"}, {"?limit", "must be 1 to 500"}});
    const auto body = boost::json::parse(problem.body("/bookings\n", "0af7651916cd43dd8448eb211c80319c"));
    EXPECT_EQ(body, boost::json::parse(R"({
        "type": "urn:problem-type:boxoffice:validation_failed",
        "title": "Validation failed",
        "status": 422,
        "detail": "The request is understood, but not as it should be: see errors.",
        "instance": "/bookings\n",
        "code": "validation_failed",
        "trace_id": "0af7651916cd43dd8448eb211c80319c",
        "errors": [{"pointer": "/a\"b", "detail": "must be a text"}, {"pointer": "?limit", "detail": "must be 1 to 500"}]
    })"));
}

TEST(ProblemBody, leaves_out_what_there_is_not) {
    const auto body = boost::json::parse(problem::not_found("event").body("/x", "")).as_object();
    EXPECT_FALSE(body.contains("errors"));
    EXPECT_FALSE(body.contains("trace_id"));
    EXPECT_EQ(body.at("code"), "event_not_found");
    EXPECT_EQ(body.at("detail"), "There is no such event.");
}

TEST(Problem, unavailable_says_when_to_come_again) {
    EXPECT_EQ(problem::unavailable("The gateway does not answer.").retry_after, std::chrono::seconds(1));
    EXPECT_EQ(problem::unavailable("", std::chrono::seconds(30)).retry_after, std::chrono::seconds(30));
    EXPECT_EQ(problem::forbidden("").retry_after, std::nullopt);
}

}  // namespace
}  // namespace boxoffice

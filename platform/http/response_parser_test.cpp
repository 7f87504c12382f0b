#include "platform/http/response_parser.hpp"

#include <gtest/gtest.h>

namespace boxoffice::http {

namespace {

using Stage = ResponseParser::Stage;

struct Parsing {
    explicit Parsing(bool to_head = false) { parser.begin(response, to_head); }

    /// Everything at once, or in pieces of so many bytes.
    Stage feed(std::string bytes, std::size_t piece = std::string::npos) {
        std::string waiting;
        while (!bytes.empty()) {
            waiting += bytes.substr(0, piece);
            bytes.erase(0, piece);
            for (std::size_t used = 1; used > 0;) {
                used = parser.put(waiting);
                waiting.erase(0, used);
            }
        }
        rest = waiting;
        return parser.stage();
    }

    Response response;
    ResponseParser parser{{.header_bytes_max = 1024, .body_bytes_max = 100}};
    std::string rest;
};

constexpr const char* plain =
    "HTTP/1.1 409 Conflict\r\nContent-Type: application/problem+json\r\nETag: \"1\"\r\nContent-Length: 5\r\n\r\nhello";

TEST(ResponseParserTest, an_answer_is_read_in_one_piece_or_byte_by_byte) {
    for (const auto piece : {std::string::npos, std::size_t{1}, std::size_t{7}}) {
        Parsing parsing;
        EXPECT_EQ(parsing.feed(plain, piece), Stage::done);
        EXPECT_EQ(parsing.response.status, 409);
        EXPECT_EQ(parsing.response.content_type, "application/problem+json");
        EXPECT_EQ(parsing.response.body, "hello");
        EXPECT_EQ(parsing.response.headers, (Headers{{"ETag", "\"1\""}}));
        EXPECT_TRUE(parsing.parser.keep_alive());
    }
}

TEST(ResponseParserTest, what_follows_the_answer_is_left) {
    Parsing parsing;
    EXPECT_EQ(parsing.feed(std::string(plain) + "HTTP"), Stage::done);
    EXPECT_EQ(parsing.rest, "HTTP");
}

TEST(ResponseParserTest, chunks_become_one_body) {
    Parsing parsing;
    EXPECT_EQ(parsing.feed("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", 1),
              Stage::done);
    EXPECT_EQ(parsing.response.body, "abcde");
    EXPECT_TRUE(parsing.response.headers.empty());
}

TEST(ResponseParserTest, a_body_without_a_length_ends_with_the_connection) {
    Parsing parsing;
    EXPECT_EQ(parsing.feed("HTTP/1.1 200 OK\r\n\r\nabc"), Stage::body);
    parsing.parser.end();
    EXPECT_EQ(parsing.parser.stage(), Stage::done);
    EXPECT_EQ(parsing.response.body, "abc");
    EXPECT_FALSE(parsing.parser.keep_alive());
}

TEST(ResponseParserTest, some_answers_have_no_body) {
    Parsing to_head(true);
    EXPECT_EQ(to_head.feed("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"), Stage::done);
    for (const auto* head : {"HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 304 Not Modified\r\n\r\n"}) {
        Parsing parsing;
        EXPECT_EQ(parsing.feed(head), Stage::done);
    }
}

TEST(ResponseParserTest, interim_answers_are_passed_over) {
    Parsing parsing;
    EXPECT_EQ(parsing.feed(std::string("HTTP/1.1 100 Continue\r\n\r\n") + plain), Stage::done);
    EXPECT_EQ(parsing.response.status, 409);
    Parsing switching;
    EXPECT_EQ(switching.feed("HTTP/1.1 101 Switching Protocols\r\n\r\n"), Stage::failed);
}

TEST(ResponseParserTest, headers_of_the_connection_are_not_shown) {
    Parsing parsing;
    parsing.feed(
        "HTTP/1.1 204 x\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: 5\r\nUpgrade: h2c\r\nX-End: 2\r\n\r\n");
    EXPECT_EQ(parsing.response.headers, (Headers{{"X-End", "2"}}));
    EXPECT_FALSE(parsing.parser.keep_alive());
}

TEST(ResponseParserTest, what_is_not_http_fails) {
    for (const auto* bytes :
         {"SSH-2.0-OpenSSH\r\n", "HTTP/1.1 abc\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"}) {
        Parsing parsing;
        EXPECT_EQ(parsing.feed(bytes), Stage::failed) << bytes;
        EXPECT_FALSE(parsing.parser.too_large());
    }
}

TEST(ResponseParserTest, an_answer_that_ends_early_fails) {
    for (const auto* bytes : {"HTTP/1.1 200", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc",
                              "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"}) {
        Parsing parsing;
        parsing.feed(bytes);
        parsing.parser.end();
        EXPECT_EQ(parsing.parser.stage(), Stage::failed) << bytes;
    }
}

TEST(ResponseParserTest, sizes_are_limited) {
    Parsing announced;
    EXPECT_EQ(announced.feed("HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\nx"), Stage::failed);
    EXPECT_TRUE(announced.parser.too_large());
    Parsing chunked;
    EXPECT_EQ(chunked.feed("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n" + std::string(101, 'x')),
              Stage::failed);
    EXPECT_TRUE(chunked.parser.too_large());
    Parsing head;
    EXPECT_EQ(head.feed("HTTP/1.1 200 OK\r\nX: " + std::string(2000, 'x')), Stage::failed);
}

TEST(ResponseParserTest, one_parser_serves_many_answers) {
    Parsing parsing;
    parsing.feed(plain);
    Response next;
    parsing.parser.begin(next, false);
    EXPECT_FALSE(parsing.parser.begun());
    EXPECT_EQ(parsing.feed(plain), Stage::done);
    EXPECT_EQ(next.body, "hello");
}

}  // namespace
}  // namespace boxoffice::http

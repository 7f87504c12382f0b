#include "platform/http/server_fixture.hpp"

namespace boxoffice::http {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST_F(ServerTest, an_answer_has_its_length_date_trace_and_safety_headers) {
    serve();
    const auto answer = client().ask(hello);
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(answer, HasSubstr("\r\nContent-Type: application/json\r\n"));
    EXPECT_THAT(answer, HasSubstr("\r\nContent-Length: 8\r\n"));
    EXPECT_THAT(answer, testing::ContainsRegex("\r\nDate: [A-Z][a-z][a-z], [0-9][0-9] [A-Z][a-z][a-z] 20"));
    EXPECT_THAT(answer, testing::ContainsRegex("\r\nTrace-Id: [0-9a-f]{32}\r\n"));
    EXPECT_THAT(answer, HasSubstr("\r\nX-Content-Type-Options: nosniff\r\n"));
    EXPECT_THAT(answer, HasSubstr("\r\nCache-Control: no-store\r\n"));
    EXPECT_THAT(answer, testing::EndsWith("\r\n\r\n\"hello \""));
}

TEST_F(ServerTest, a_connection_serves_many_requests) {
    serve();
    auto browser = client();
    for (int i = 0; i < 3; ++i) EXPECT_THAT(browser.ask(hello), HasSubstr("200 OK"));
    EXPECT_THAT(browser.ask(post("/echo", R"({"a":1})")), testing::EndsWith(R"({"a":1})"));
}

TEST_F(ServerTest, pipelined_requests_are_answered_in_order) {
    serve();
    auto browser = client();
    std::string requests = "\r\n";
    for (int i = 0; i < 200; ++i)
        requests += fmt::format("GET /hello?{} HTTP/1.1\r\nHost: x\r\n\r\n", i) + post("/echo", "[7]");
    browser.send(requests);
    for (int i = 0; i < 200; ++i) {
        ASSERT_THAT(browser.read(), testing::EndsWith(fmt::format("\"hello {}\"", i)));
        ASSERT_THAT(browser.read(), testing::EndsWith("[7]"));
    }
}

TEST_F(ServerTest, a_request_may_come_byte_by_byte) {
    serve();
    auto browser = client();
    for (const char byte : post("/echo", "[1,2,3]")) browser.send({&byte, 1});
    EXPECT_THAT(browser.read(), testing::EndsWith("\r\n\r\n[1,2,3]"));
}

TEST_F(ServerTest, head_is_answered_without_a_body) {
    serve();
    auto browser = client();
    browser.send("HEAD /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(browser.read(false), HasSubstr("\r\nContent-Length: 8\r\n"));
    EXPECT_THAT(browser.ask(hello), StartsWith("HTTP/1.1 200")) << "and nothing in between";
}

TEST_F(ServerTest, a_204_has_neither_body_nor_length) {
    serve();
    auto browser = client();
    const auto answer = browser.ask("DELETE /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 204 No Content\r\n"));
    EXPECT_THAT(answer, Not(HasSubstr("\r\nContent-")));
    EXPECT_THAT(browser.ask(hello), HasSubstr("200 OK"));
}

TEST_F(ServerTest, http_1_0_is_closed_unless_it_asks_to_be_kept) {
    serve();
    auto old = client();
    EXPECT_THAT(old.ask("GET /hello HTTP/1.0\r\n\r\n"), HasSubstr("\r\nConnection: close\r\n"));
    EXPECT_TRUE(old.ends());
    auto kept = client();
    EXPECT_THAT(kept.ask("GET /hello HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"),
                HasSubstr("\r\nConnection: keep-alive\r\n"));
    EXPECT_THAT(kept.ask(hello), HasSubstr("200 OK"));
}

TEST_F(ServerTest, connection_close_is_obeyed) {
    serve();
    auto browser = client();
    EXPECT_THAT(browser.ask("GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), HasSubstr("200 OK"));
    EXPECT_TRUE(browser.ends());
}

TEST_F(ServerTest, chunks_are_put_together_and_trailers_ignored) {
    serve();
    auto browser = client();
    const std::string head =
        "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    EXPECT_THAT(browser.ask(head + "3\r\n[1,\r\n3;a=b\r\n 2]\r\n0\r\nAuthorization: Bearer x\r\n\r\n"),
                testing::EndsWith("[1, 2]"));
    EXPECT_THAT(browser.ask(hello), HasSubstr("200 OK"));
}

TEST_F(ServerTest, a_body_too_large_is_413_also_in_chunks) {
    serve({.body_bytes_max = 1000});
    EXPECT_THAT(client().ask(post("/echo", std::string(1000, '1'))), HasSubstr("201 Created"));
    auto announced = client();
    EXPECT_THAT(announced.ask(post("/echo", std::string(1001, '1'))), HasSubstr("413 Content Too Large"));
    EXPECT_THAT(announced.ask(hello), HasSubstr("200 OK")) << "so little is read to the end";
    auto chunked = client();
    chunked.send(
        "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 11; ++i) chunked.try_send("64\r\n" + std::string(100, '1') + "\r\n");
    EXPECT_THAT(chunked.read(), HasSubstr("413 Content Too Large"));
    EXPECT_TRUE(chunked.ends());
}

TEST_F(ServerTest, a_huge_body_is_refused_before_it_is_read) {
    serve();
    auto browser = client();
    browser.send(
        "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 900000000\r\n\r\n[");
    EXPECT_THAT(browser.read(), HasSubstr("413 Content Too Large"));
}

TEST_F(ServerTest, a_request_is_refused_before_its_body_is_read) {
    serve();
    for (const auto& [path, status] : {std::pair{"/nowhere", "404"}, {"/hello", "405"}, {"/secret", "401"}}) {
        auto browser = client();
        browser.send(
            fmt::format("POST {} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                        "Content-Length: 5\r\n\r\n",
                        path));
        EXPECT_THAT(browser.read(), StartsWith(fmt::format("HTTP/1.1 {}", status)));
        browser.send("[1,2]");
        EXPECT_THAT(browser.ask(hello), HasSubstr("200 OK")) << "the rest was dropped";
    }
}

TEST_F(ServerTest, who_expects_100_gets_it_only_when_the_body_is_wanted) {
    serve();
    const std::string_view expect =
        "Expect: 100-continue\r\nContent-Length: 3\r\nContent-Type: application/json\r\n\r\n";
    auto wanted = client();
    wanted.send(fmt::format("POST /echo HTTP/1.1\r\nHost: x\r\n{}", expect));
    EXPECT_EQ(wanted.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    EXPECT_THAT(wanted.ask("[1]"), HasSubstr("201 Created"));
    auto refused = client();
    refused.send(fmt::format("POST /nowhere HTTP/1.1\r\nHost: x\r\n{}", expect));
    EXPECT_THAT(refused.read(), HasSubstr("404 Not Found"));
    EXPECT_TRUE(refused.ends());
}

TEST_F(ServerTest, a_big_head_is_431_and_a_long_target_414) {
    serve();
    const auto with_header = [](std::size_t bytes) {
        return "GET /hello HTTP/1.1\r\nHost: x\r\nX-Big: " + std::string(bytes, 'a') + "\r\n\r\n";
    };
    EXPECT_THAT(client().ask(with_header(15'000)), HasSubstr("200 OK"));
    EXPECT_THAT(client().ask(with_header(16'400)), HasSubstr("431 Request Header Fields Too Large"));
    EXPECT_THAT(client().ask(with_header(100'000)), HasSubstr("431 Request Header Fields Too Large"));
    const auto with_target = [](std::size_t bytes) {
        return "GET /hello?" + std::string(bytes, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n";
    };
    EXPECT_THAT(client().ask(with_target(8'185)), HasSubstr("200 OK"));
    EXPECT_THAT(client().ask(with_target(8'186)), HasSubstr("414 URI Too Long"));
    EXPECT_THAT(client().ask(with_target(100'000)), HasSubstr("414 URI Too Long"));
}

TEST_F(ServerTest, what_is_not_http_is_400_and_closed) {
    serve();
    for (const std::string_view bytes :
         {"nonsense\r\n\r\n", "GET /hello HTTP/2.0\r\nHost: x\r\n\r\n", "GET /hello HTTP/1.1\r\n\r\n",
          "GET /hello HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", "GET /hello HTTP/1.1\r\nHost : x\r\n\r\n",
          "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
          "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n",
          "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n",
          "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
          "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
          "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: -3\r\n\r\n",
          "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n",
          "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: "
          "chunked\r\n\r\nzz\r\n"}) {
        auto browser = client();
        const auto answer = browser.ask(bytes);
        EXPECT_THAT(answer, StartsWith("HTTP/1.1 400 Bad Request\r\n")) << bytes;
        EXPECT_THAT(answer, HasSubstr("\"code\":\"invalid_request\"")) << bytes;
        EXPECT_TRUE(browser.ends()) << bytes;
    }
}

TEST_F(ServerTest, an_absolute_target_is_its_path) {
    serve();
    EXPECT_THAT(client().ask("GET http://x/hello?1 HTTP/1.1\r\nHost: x\r\n\r\n"), HasSubstr("hello 1"));
}

TEST_F(ServerTest, a_line_break_cannot_get_into_a_header) {
    serve();
    const auto answer = client().ask("GET /inject HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(answer, Not(HasSubstr("Set-Cookie")));
    EXPECT_THAT(answer, HasSubstr("\r\nX-Good: c\r\n"));
}

TEST_F(ServerTest, a_large_answer_arrives_whole) {
    serve();
    const auto answer = client().ask("GET /much HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(answer.size() - answer.find("\r\n\r\n") - 4, 8'000'000u);
}

}  // namespace
}  // namespace boxoffice::http

// Answers POST and GET with the contents of files, on one thread, without a token being asked for: what the HTTP server
// does when there is nothing to do.
//   boxoffice_http_ceiling --port 0 --post /bookings booking.json --get /events events.json
// With --log each request is also logged, as the services do. Ends on SIGTERM and SIGINT.
#include "platform/http/server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>

#include <CLI/CLI.hpp>

#include <cstdio>
#include <fstream>
#include <iterator>

namespace boxoffice {
namespace {

/// A path and the file whose content it answers with.
using Constant = std::pair<std::string, std::string>;

struct Words {
    std::uint16_t port = 0;
    std::string log_path;
    std::vector<Constant> posts;
    std::vector<Constant> gets;
};

http::Response answer_with(int status, const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot read " + path);
    return {status, std::string(std::istreambuf_iterator<char>(file), {})};
}

/// Answers with copies of one response.
struct Constants {
    http::Response response;
    Task<http::Response> operator()(http::Request&) const { return answer(response); }
    static Task<http::Response> answer(http::Response response) { co_return response; }
};

void add_routes(http::Router& router, const Words& words) {
    for (const auto& [path, file] : words.posts)
        router.add(
            {http::Method::post,
             {path},
             http::Access::anyone,
             http::Body::json,
             Constants{answer_with(201, file).with("Location", "/bookings/0190b0a8-4a4e-7c3a-8f4e-1b2a3c4d5e6f")}});
    for (const auto& [path, file] : words.gets)
        router.add(
            {http::Method::get, {path}, http::Access::anyone, http::Body::none, Constants{answer_with(200, file)}});
}

Task<> serve_until_signal(Loop& loop, http::Router& router, Log log, std::uint16_t port) {
    boost::asio::basic_signal_set<Executor> signals(loop, SIGTERM, SIGINT);
    http::Server server(loop, router, log);
    server.listen("127.0.0.1", port);
    std::printf("ready http://127.0.0.1:%d\n", server.port());
    std::fflush(stdout);
    co_await signals.async_wait(use_task);
    co_await server.drain(std::chrono::seconds(1));
}

void serve(const Words& words) {
    Loop loop(1);
    SystemClock clock(loop);
    SystemRandom random;
    auth::TokenVerifier verifier;
    Metrics metrics("ceiling");
    std::optional<LogFile> log_file;
    if (!words.log_path.empty()) log_file.emplace(LogFile::Options{.path = words.log_path});
    const Log log = log_file ? Log(*log_file, "ceiling") : Log();
    http::Router router({verifier, clock, random, log, metrics});
    add_routes(router, words);
    std::exception_ptr fault;
    boost::asio::co_spawn(loop, serve_until_signal(loop, router, log, words.port),
                          [&](std::exception_ptr thrown) { fault = thrown; });
    loop.run();
    if (fault) std::rethrow_exception(fault);
}

}  // namespace
}  // namespace boxoffice

int main(int count, char** arguments) {
    boxoffice::Words words;
    CLI::App app("The HTTP server with nothing to do");
    app.add_option("--port", words.port, "The port; 0 picks a free one");
    app.add_option("--log", words.log_path, "Where each request is logged; nowhere by default");
    app.add_option("--post", words.posts, "A path, and the file it answers POST with");
    app.add_option("--get", words.gets, "A path, and the file it answers GET with");
    CLI11_PARSE(app, count, arguments);
    boxoffice::serve(words);
}

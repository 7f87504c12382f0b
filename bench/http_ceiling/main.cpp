// Answers POST /bookings with a constant 201 of the size of a booking, on one thread, without a token being asked for.
// With --log each request is also logged, as the services do. Ends on SIGTERM and SIGINT.
#include "platform/http/server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>

#include <CLI/CLI.hpp>

#include <cstdio>

namespace boxoffice {
namespace {

constexpr std::string_view booking =
    R"({"id":"0190b0a8-4a4e-7c3a-8f4e-1b2a3c4d5e6f","user_id":"0190b0a8-4a4e-7c3a-8f4e-1b2a3c4d5e70",)"
    R"("event_id":"0190b0a8-4a4e-7c3a-8f4e-1b2a3c4d5e71","tickets":2,"amount":9000,"currency":"EUR",)"
    R"("status":"CONFIRMED","payment_id":"0190b0a8-4a4e-7c3a-8f4e-1b2a3c4d5e72",)"
    R"("event_name":"An evening at the opera","created_at":"2027-03-14T20:00:00.123Z"})";

Task<http::Response> answer(http::Request&) {
    co_return http::Response(201, std::string(booking))
        .with("Location", "/bookings/0190b0a8-4a4e-7c3a-8f4e-1b2a3c4d5e6f");
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

void serve(std::uint16_t port, const std::string& log_path) {
    Loop loop(1);
    SystemClock clock(loop);
    SystemRandom random;
    auth::TokenVerifier verifier;
    Metrics metrics("ceiling");
    std::optional<LogFile> log_file;
    if (!log_path.empty()) log_file.emplace(LogFile::Options{.path = log_path});
    const Log log = log_file ? Log(*log_file, "ceiling") : Log();
    http::Router router({verifier, clock, random, log, metrics});
    router.add({http::Method::post, {"/bookings"}, http::Access::anyone, http::Body::json, answer});
    std::exception_ptr fault;
    boost::asio::co_spawn(loop, serve_until_signal(loop, router, log, port),
                          [&](std::exception_ptr thrown) { fault = thrown; });
    loop.run();
    if (fault) std::rethrow_exception(fault);
}

}  // namespace
}  // namespace boxoffice

int main(int count, char** words) {
    std::uint16_t port = 0;
    std::string log;
    CLI::App app("The HTTP server with nothing to do");
    app.add_option("--port", port, "The port; 0 picks a free one");
    app.add_option("--log", log, "Where each request is logged; nowhere by default");
    CLI11_PARSE(app, count, words);
    boxoffice::serve(port, log);
}

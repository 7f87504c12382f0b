#include "platform/http/router.hpp"

#include "platform/http/authorize.hpp"
#include "platform/http/route_tree.hpp"
#include "platform/http/text.hpp"
#include "platform/problem/unavailable.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <cassert>
#include <cmath>

namespace boxoffice::http {

namespace {

using Moment = std::chrono::steady_clock::time_point;

bool is_empty(const Trace& trace) { return trace.trace_id == decltype(trace.trace_id){}; }

bool has_type(const Request& request, std::string_view type) {
    const auto value = request.header("content-type");
    return equal_without_case(trimmed(value.substr(0, value.find(';'))), type);
}

bool has_right_body(const Request& request, Body body) {
    const auto json = [&] { return has_type(request, "application/json"); };
    const auto form = [&] { return has_type(request, "application/x-www-form-urlencoded"); };
    switch (body) {
        case Body::none: return true;
        case Body::json: return json();
        case Body::form: return form();
        case Body::json_or_form: return json() || form();
    }
    return false;
}

Problem unsupported_media_type(Body body) {
    std::string wanted = body == Body::form ? "application/x-www-form-urlencoded" : "application/json";
    if (body == Body::json_or_form) wanted += " or application/x-www-form-urlencoded";
    return {"unsupported_media_type", "Content-Type must be " + wanted + "."};
}

std::string allowed_methods(std::span<const RouteEntry* const> entries) {
    std::string allowed;
    for (const auto* entry : entries) {
        if (!allowed.empty()) allowed += ", ";
        allowed += method_name(entry->route.method);
        if (entry->route.method == Method::get) allowed += ", HEAD";
    }
    return allowed;
}

const RouteEntry* entry_for(std::span<const RouteEntry* const> entries, Method method) {
    const auto wanted = method == Method::head ? Method::get : method;
    for (const auto* entry : entries)
        if (entry->route.method == wanted) return entry;
    return nullptr;
}

double seconds_since(Moment begun) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

void render(Response& response, const Request& request, const ProblemPage& page) {
    const auto problem = *response.problem;
    auto shown = page ? page(request, problem) : std::nullopt;
    response.status = problem.status();
    response.content_type = shown ? std::move(shown->content_type) : "application/problem+json";
    response.body =
        shown ? std::move(shown->body) : problem.body(printable(request.path()), request.context.trace.trace_id_text());
    if (shown) std::ranges::move(shown->headers, std::back_inserter(response.headers));
    response.stream = nullptr;
    if (problem.retry_after) response.with_default("Retry-After", std::to_string(problem.retry_after->count()));
    if (response.status == 401) {
        const bool had_token = !request.header("authorization").empty();
        response.with_default("WWW-Authenticate", had_token ? R"(Bearer error="invalid_token")" : "Bearer");
    }
}

}  // namespace

struct Router::State {
    Parts parts;
    std::vector<Route> routes;
    std::deque<RouteEntry> entries;
    RouteTree tree;
    RouteEntry unmatched;
    std::string cookie_name;
    ProblemPage problem_page;
    std::function<bool()> closed;

    explicit State(Parts given) : parts(std::move(given)) { count(unmatched, "", "unmatched"); }

    void count(RouteEntry& entry, const std::string& method, const std::string& path) {
        for (std::size_t hundreds = 1; hundreds < entry.answers.size(); ++hundreds)
            entry.answers[hundreds] = &parts.metrics.counter(
                "boxoffice_http_requests_total", "Answers given, by route and class of status",
                {{"method", method}, {"route", path}, {"status", std::to_string(hundreds) + "xx"}});
        entry.duration = &parts.metrics.histogram("boxoffice_http_request_seconds", "Time to an answer, by route",
                                                  {{"method", method}, {"route", path}});
    }

    void begin_trace(Request& request) {
        auto& trace = request.context.trace;
        if (is_empty(trace)) {
            const auto sent = Trace::parse(request.header("traceparent"));
            if (!sent) {
                trace = Trace::begin(parts.random);
                return;
            }
            trace = *sent;
        }
        trace = trace.child(parts.random);
    }

    /// Finds the route and makes the checks that need no body.
    std::optional<Response> refuse(Request& request, std::optional<std::uint64_t> content_length,
                                   std::uint64_t body_bytes_max) {
        auto found = tree.find(request.path());
        if (!found) return Problem{"not_found", "There is nothing at this path."};
        const auto* entry = entry_for(found->entries, request.method);
        if (!entry)
            return Response(Problem{"method_not_allowed", "This path does not know that method: see Allow."})
                .with("Allow", allowed_methods(found->entries));
        request.parameters = std::move(found->parameters);
        request.route = entry->name;
        request.matched = entry;
        if (closed && !entry->route.always && closed()) return problem::unavailable("The service is not ready yet.");
        if (!has_right_body(request, entry->route.body)) return unsupported_media_type(entry->route.body);
        if (content_length.value_or(0) > body_bytes_max)
            return Problem{"payload_too_large", fmt::format("The body may be at most {} bytes.", body_bytes_max)};
        return authorize(request, entry->route.access, parts.verifier, parts.clock.now(), cookie_name)
            .transform([](Problem problem) { return Response(std::move(problem)); });
    }

    std::optional<Response> check(Request& request, std::optional<std::uint64_t> content_length,
                                  std::uint64_t body_bytes_max) {
        begin_trace(request);
        request.context.caller = {};
        request.parameters.clear();
        request.route.clear();
        request.matched = nullptr;
        return refuse(request, content_length, body_bytes_max);
    }

    Response answer_fault(const Request& request, const std::exception_ptr& fault) const {
        try {
            std::rethrow_exception(fault);
        } catch (const Unavailable& unavailable) {
            parts.log.warning(request.context.trace, "unavailable",
                              {{"route", request.route}, {"reason", unavailable.what()}});
            return problem::unavailable("Something that this needs does not answer just now: try again.");
        } catch (const boost::system::system_error& error) {
            if (error.code() == boost::asio::error::operation_aborted)
                return problem::unavailable("The server is stopping: try again.");
        } catch (...) {
        }
        parts.log.error(request.context.trace, "a request failed",
                        {{"route", request.route}, {"reason", describe(fault)}});
        return Problem{"internal_error", "Something went wrong here; the trace_id tells us what."};
    }

    void log_answer(const Request& request, int status, double seconds) const {
        const bool quiet = status < 300 && (request.method == Method::get || request.method == Method::head);
        if (!parts.log.writes(quiet ? Level::debug : Level::info)) return;
        const std::string path = printable(request.path());
        const double duration_ms = std::round(seconds * 1e6) / 1e3;
        if (quiet)
            parts.log.debug("request", {{"method", method_name(request.method)},
                                        {"path", path},
                                        {"status", status},
                                        {"duration_ms", duration_ms},
                                        {"trace_id", request.context.trace.trace_id_text()}});
        else
            parts.log.info(request.context.trace, "request",
                           {{"method", method_name(request.method)},
                            {"path", path},
                            {"status", status},
                            {"duration_ms", duration_ms}});
    }

    /// What is done with every answer before it goes.
    void finish(Response& response, const Request& request, const RouteEntry& entry, Moment begun) {
        if (response.problem) render(response, request, problem_page);
        response.trace = request.context.trace;
        const auto hundreds = static_cast<std::size_t>(std::clamp(response.status / 100, 1, 5));
        const double seconds = seconds_since(begun);
        entry.answers[hundreds]->increment();
        entry.duration->observe(seconds);
        log_answer(request, response.status, seconds);
    }

    const RouteEntry& entry_of(const RouteEntry* matched) const { return matched ? *matched : unmatched; }
};

Router::Router(Parts parts) : state_(std::make_unique<State>(std::move(parts))) {}
Router::~Router() = default;

void Router::add(Route route) {
    assert(!route.paths.empty() && route.handler);
    state_->routes.push_back(route);
    auto& entry = state_->entries.emplace_back();
    entry.name = fmt::format("{} {}", method_name(route.method), route.paths.front());
    entry.route = std::move(route);
    state_->count(entry, std::string(method_name(entry.route.method)), entry.route.paths.front());
    for (const auto& path : entry.route.paths) state_->tree.add(path, entry);
}

const std::vector<Route>& Router::routes() const { return state_->routes; }

void Router::accept_cookie(std::string name) { state_->cookie_name = std::move(name); }

void Router::serve_unless(std::function<bool()> closed) { state_->closed = std::move(closed); }

void Router::show_problems(ProblemPage page) { state_->problem_page = std::move(page); }

std::optional<Response> Router::refuse_early(Request& request, std::optional<std::uint64_t> content_length,
                                             std::uint64_t body_bytes_max) {
    const auto begun = std::chrono::steady_clock::now();
    auto refusal = state_->check(request, content_length, body_bytes_max);
    if (state_->parts.verifier.take_missed_key()) {
        request.matched = nullptr;
        return std::nullopt;
    }
    if (refusal) state_->finish(*refusal, request, state_->entry_of(std::exchange(request.matched, nullptr)), begun);
    return refusal;
}

Task<Response> Router::dispatch(Request request) {
    const auto begun = std::chrono::steady_clock::now();
    std::optional<Response> response;
    std::exception_ptr fault;
    if (!request.matched) response = state_->check(request, request.body.size(), 1024 * 1024);
    try {
        if (state_->parts.verifier.take_missed_key()) {
            co_await state_->parts.verifier.learn_keys();
            response = state_->check(request, request.body.size(), 1024 * 1024);
            state_->parts.verifier.take_missed_key();
        }
    } catch (...) {
        fault = std::current_exception();
    }
    const auto& entry = state_->entry_of(std::exchange(request.matched, nullptr));
    try {
        if (!response && !fault) response = co_await entry.route.handler(request);
    } catch (...) {
        fault = std::current_exception();
    }
    if (fault) response = state_->answer_fault(request, fault);
    state_->finish(*response, request, entry, begun);
    co_return std::move(*response);
}

Response Router::refused(Request& request, Problem problem) {
    const auto begun = std::chrono::steady_clock::now();
    if (is_empty(request.context.trace)) state_->begin_trace(request);
    Response response(std::move(problem));
    state_->finish(response, request, state_->entry_of(std::exchange(request.matched, nullptr)), begun);
    return response;
}

}  // namespace boxoffice::http

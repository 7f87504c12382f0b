#include "services/user/api/pages/pages.hpp"

#include "services/user/api/pages/page_state.hpp"

namespace boxoffice::user {
namespace {

constexpr std::string_view content_security_policy =
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

void set_session(View& view, const http::Request& request, BrowserSessions& sessions) {
    const auto& caller = request.context.caller;
    view.set("signed_in", request.signed_in()).set("account_email", caller.email);
    view.set("csrf_token", request.signed_in() ? sessions.csrf_token(caller) : std::string());
}

void set_assets(View& view, std::span<const http::Asset> assets) {
    view.set("styles_url", http::asset_url(assets, "pages.css"));
    view.set("script_url", http::asset_url(assets, "pages.js"));
    view.set("icon_url", http::asset_url(assets, "icon.svg"));
}

}  // namespace

Pages::Pages(const Parts& parts) : state_(std::make_unique<State>(parts)) {}
Pages::~Pages() = default;

http::Response Pages::problem(const http::Request& request, const Problem& problem) {
    return state_->refused(request, refusal(problem));
}

Task<http::Response> Pages::State::ask(Neighbour& neighbour, const http::Request& request, http::Method method,
                                       std::string target, std::string body, http::Headers headers) {
    http::Request question;
    question.method = method;
    question.target = std::move(target);
    question.headers = std::move(headers);
    question.headers.emplace_back("Accept", "application/json");
    question.headers.emplace_back("traceparent", request.context.trace.child(parts.random).traceparent());
    if (!body.empty()) question.headers.emplace_back("Content-Type", "application/json");
    if (request.signed_in()) {
        const auto sent = std::string(request.header("Authorization"));
        question.headers.emplace_back("Authorization", sent.empty() ? "Bearer " + parts.sessions.token(request) : sent);
    }
    question.body = std::move(body);
    question.remote_address = request.remote_address;
    co_return co_await neighbour.send(std::move(question));
}

http::Response Pages::State::page(const http::Request& request, std::string_view name, View view,
                                  std::string_view title, int status) {
    set_session(view, request, parts.sessions);
    set_assets(view, parts.assets);
    view.set("title", title);
    view.set("at_dashboard", name == "dashboard");
    view.set("at_login", name == "login" || name == "register");
    const bool comes_back =
        request.method == http::Method::get && name != "home" && name != "login" && name != "register";
    view.set("login_href", with_query("/login", {{"next", comes_back ? same_site_path(request.target) : ""}}));
    http::Response response(status, templates.render_page(name, view));
    response.content_type = "text/html; charset=utf-8";
    response.with("Content-Security-Policy", std::string(content_security_policy));
    response.with("X-Content-Type-Options", "nosniff").with("Referrer-Policy", "same-origin");
    response.with("Cache-Control", "private, no-store").with("Vary", "Accept, Cookie");
    return response;
}

http::Response Pages::State::refused(const http::Request& request, const Refusal& refusal) {
    const auto words = page_refused(refusal);
    View view;
    view.set("heading", words.title).set("text", words.text);
    view.set("trace_id", refusal.status >= 500 ? request.context.trace.trace_id_text() : std::string());
    const bool may_pass = (refusal.status == 503 || refusal.status == 429) && request.method == http::Method::get;
    view.set("ask_to_sign_in", refusal.status == 401).set("elsewhere", refusal.status != 401 && !may_pass);
    view.set("again_href", may_pass ? same_site_path(request.target) : "");
    return page(request, "problem", std::move(view), words.title, refusal.status);
}

http::Response Pages::State::see_other(std::string location) {
    http::Response response(303, "");
    response.content_type = "text/html; charset=utf-8";
    response.with("Location", std::move(location)).with("Cache-Control", "no-store");
    return response;
}

http::Response Pages::State::to_sign_in(std::string_view target) {
    return see_other(with_query("/login", {{"next", same_site_path(target)}}));
}

bool Pages::State::is_forged(const http::Request& request, const Fields& fields) {
    if (request.header("Sec-Fetch-Site") == "cross-site") return true;
    const bool by_cookie = request.signed_in() && request.header("Authorization").empty();
    return by_cookie && !parts.sessions.csrf_token_matches(request.context.caller, fields.get("csrf_token"));
}

std::string Pages::State::fresh_key() {
    std::array<std::uint8_t, 16> bytes{};
    parts.random.fill(bytes);
    std::string key;
    for (const auto byte : bytes) key += fmt::format("{:02x}", byte);
    return key;
}

}  // namespace boxoffice::user

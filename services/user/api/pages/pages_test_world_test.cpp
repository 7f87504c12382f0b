#include "services/user/api/pages/pages_test_world.hpp"

#include <algorithm>

namespace boxoffice::user {
namespace {

constexpr http::Asset assets[] = {{"pages.css", "text/css", "", "1"},
                                  {"pages.js", "text/javascript", "", "1"},
                                  {"icon.svg", "image/svg+xml", "", "1"}};

std::string method_words(http::Method method) {
    switch (method) {
        case http::Method::get: return "GET ";
        case http::Method::post: return "POST ";
        case http::Method::put: return "PUT ";
        case http::Method::delete_: return "DELETE ";
        default: return "? ";
    }
}

std::string object_json(Members members, const Members& changed) {
    for (const auto& [name, value] : changed) members[name] = value;
    std::string json;
    for (const auto& [name, value] : members)
        if (!value.empty()) json += (json.empty() ? "{\"" : ",\"") + name + "\":" + value;
    return json + "}";
}

}  // namespace

Task<http::Response> FakeNeighbour::send(http::Request request) {
    const auto found = answers.find(method_words(request.method) + std::string(request.path()));
    asked.push_back(std::move(request));
    co_return found == answers.end() ? problem_response("not_found") : found->second;
}

Task<std::expected<GivenToken, Problem>> FakeAccounts::sign_up(Context, TypedAccount account) {
    accounts.push_back(std::move(account));
    if (refusal) co_return std::unexpected(*refusal);
    co_return GivenToken{"fresh-token", std::chrono::hours(1)};
}

Task<std::expected<GivenToken, Problem>> FakeAccounts::sign_in(Context, TypedCredentials credentials) {
    accounts.push_back({{}, std::move(credentials.email), std::move(credentials.password)});
    if (refusal) co_return std::unexpected(*refusal);
    co_return GivenToken{"fresh-token", std::chrono::hours(1)};
}

Task<std::expected<void, Problem>> FakeAccounts::sign_out(Context) {
    ++signed_out;
    co_return std::expected<void, Problem>();
}

std::string event_json(const Members& changed) {
    return object_json({{"id", R"("0199aa00-0000-7000-8000-0000000000e1")"},
                        {"organizer_id", R"("0199aa00-0000-7000-8000-0000000000aa")"},
                        {"name", R"("Night Session")"},
                        {"starts_at", R"("2027-03-14T19:00:00Z")"},
                        {"ends_at", R"("2027-03-14T22:00:00Z")"},
                        {"time_zone", R"("Europe/Berlin")"},
                        {"all_day", "false"},
                        {"description", R"("Two sets, one break.\nDoors open an hour before.")"},
                        {"venue", R"("Philharmonie")"},
                        {"city", R"("Berlin")"},
                        {"country", R"("Germany")"},
                        {"url", R"("https://www.example.org/night")"},
                        {"topics", R"(["jazz","improvisation"])"},
                        {"capacity", "400"},
                        {"price", "4500"},
                        {"currency", R"("EUR")"},
                        {"max_tickets_per_user", "10"},
                        {"status", R"("PUBLISHED")"},
                        {"available", "312"}},
                       changed);
}

std::string booking_json(const Members& changed) {
    return object_json({{"id", R"("0199aa00-0000-7000-8000-00009f3a21c7")"},
                        {"user_id", R"("0199aa00-0000-7000-8000-0000000000a1")"},
                        {"event_id", R"("0199aa00-0000-7000-8000-0000000000e1")"},
                        {"tickets", "2"},
                        {"amount", "9000"},
                        {"currency", R"("EUR")"},
                        {"status", R"("CONFIRMED")"},
                        {"created_at", R"("2027-02-20T10:00:00Z")"},
                        {"event", R"({"name":"Night Session","starts_at":"2027-03-14T19:00:00Z",)"
                                  R"("ends_at":"2027-03-14T22:00:00Z","time_zone":"Europe/Berlin","all_day":false,)"
                                  R"("venue":"Philharmonie","city":"Berlin","country":"Germany"})"}},
                       changed);
}

std::string list_json(const std::vector<std::string>& items, const std::string& next_cursor) {
    std::string json;
    for (const auto& item : items) json += (json.empty() ? "" : ",") + item;
    return R"({"data":[)" + json + R"(],"next_cursor":)" + (next_cursor.empty() ? "null" : '"' + next_cursor + '"') +
           "}";
}

http::Response problem_response(const std::string& code, const std::string& detail) { return Problem{code, detail}; }

PagesWorld::PagesWorld() : pages({events, bookings, accounts, sessions, clock, random, assets}) {
    clock.time = *from_rfc3339("2027-03-01T12:00:00Z");
    events.answers["GET /events/1"] = {200, event_json()};
    events.answers["GET /events/0199aa00-0000-7000-8000-0000000000e1"] = {200, event_json()};
    events.answers["GET /events"] = {200, list_json({event_json()})};
    bookings.answers["GET /bookings"] = {200, list_json({})};
    bookings.answers["GET /bookings/7"] = {200, booking_json()};
}

http::Response PagesWorld::as_ada(Task<http::Response> (Pages::*page)(http::Request&), http::Request request) {
    request.context.caller.subject = "0199aa00-0000-7000-8000-0000000000a1";
    request.context.caller.session = "s1";
    request.context.caller.email = "ada@example.org";
    request.headers.emplace_back("Cookie", "session=ada-token");
    return run(loop, (pages.*page)(request));
}

http::Response PagesWorld::as_nobody(Task<http::Response> (Pages::*page)(http::Request&), http::Request request) {
    return run(loop, (pages.*page)(request));
}

http::Request get(const std::string& target, const std::string& id) {
    http::Request request;
    request.target = target;
    request.parameters = {{"id", id}};
    return request;
}

http::Request post(const std::string& target, const std::string& form, const std::string& id) {
    auto request = get(target, id);
    request.method = http::Method::post;
    request.body = form;
    request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    return request;
}

std::string header_of(const http::Response& response, std::string_view name) {
    const auto found =
        std::ranges::find(response.headers, name, [](const auto& header) { return std::string_view(header.first); });
    return found == response.headers.end() ? std::string() : found->second;
}

}  // namespace boxoffice::user

#include "services/user/api/pages/pages_test_world.hpp"

#include <cstdio>
#include <fstream>

namespace boxoffice::user {
namespace {

const std::string long_name =
    R"("Internationale Fachtagung für Softwarearchitektur, Betrieb und Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft – 第十二回")";

std::string numbered_id(int number) { return fmt::format("\"0199aa00-0000-7000-8000-{:012x}\"", number * 7919); }

std::vector<std::string> many_events() {
    std::vector<std::string> items;
    const char* cities[] = {"Berlin", "Zürich", "São Paulo", "東京", "Salt Lake City, UT"};
    for (int number = 0; number < 30; ++number) {
        Members changed{{"id", numbered_id(number)}, {"city", fmt::format("\"{}\"", cities[number % 5])}};
        changed["starts_at"] = fmt::format("\"2027-{:02}-{:02}T18:30:00Z\"", 3 + number / 8, 2 + number % 8 * 3);
        changed["ends_at"] = "";
        changed["available"] = std::to_string(number % 7 == 3 ? 0 : number % 5 == 1 ? 9 : 400 - number * 11);
        changed["price"] = std::to_string(number % 6 == 4 ? 0 : 1500 + number * 450);
        changed["name"] =
            number == 2 ? long_name : fmt::format("\"{} {}\"", number % 2 ? "RubyConf" : "Night Session", number);
        if (number % 4 == 2) {
            changed["all_day"] = "true";
            changed["time_zone"] = R"("UTC")";
            changed["starts_at"] = fmt::format("\"2027-{:02}-{:02}T00:00:00Z\"", 3 + number / 8, 2 + number % 8 * 3);
            changed["ends_at"] = fmt::format("\"2027-{:02}-{:02}T00:00:00Z\"", 3 + number / 8, 5 + number % 8 * 3);
            changed["venue"] = "";
        }
        items.push_back(event_json(changed));
    }
    return items;
}

// Writes every page in its states into a folder, to be looked at.
class Preview {
public:
    explicit Preview(std::string folder) : folder_(std::move(folder)) {}
    void home();
    void event();
    void accounts();
    void bookings();
    void dashboard();
    void problems();

private:
    void write(const std::string& name, const http::Response& response) {
        std::ofstream(folder_ + "/" + name + ".html") << response.body;
    }
    void write_event(const std::string& name, const Members& changed, bool signed_in = true) {
        world_.events.answers["GET /events/1"] = {200, event_json(changed)};
        write(name, signed_in ? world_.as_ada(&Pages::event, get("/events/1", "1"))
                              : world_.as_nobody(&Pages::event, get("/events/1", "1")));
    }
    void write_booking(const std::string& name, const Members& changed, const std::string& query = {}) {
        world_.bookings.answers["GET /bookings/7"] = {200, booking_json(changed)};
        write(name, world_.as_ada(&Pages::booking, get("/bookings/7" + query, "7")));
    }

    PagesWorld world_;
    std::string folder_;
};

void Preview::home() {
    world_.events.answers["GET /events"] = {200, list_json(many_events(), "more")};
    write("home", world_.as_nobody(&Pages::home, get("/")));
    write("home-filtered",
          world_.as_ada(&Pages::home, get("/?q=night&city=Berlin&topic=jazz&from=2027-03-01&cursor=x")));
    world_.events.answers["GET /events"] = {200, list_json({})};
    write("home-none", world_.as_nobody(&Pages::home, get("/?q=xyz")));
    world_.events.answers["GET /events"] =
        Problem{"validation_failed", "…", {{"?from", "must be a date, as 2027-03-14"}}, {}};
    write("home-wrong", world_.as_nobody(&Pages::home, get("/?from=soon")));
}

void Preview::event() {
    world_.bookings.answers["GET /bookings"] = {200, list_json({booking_json()})};
    write_event("event", {});
    write_event("event-signed-out", {}, false);
    write_event("event-last", {{"available", "9"}});
    write_event("event-sold-out", {{"available", "0"}});
    write_event("event-free", {{"price", "0"}});
    write_event("event-cancelled", {{"status", R"("CANCELLED")"}});
    write_event("event-over", {{"starts_at", R"("2027-02-14T19:00:00Z")"}});
    std::string topics;
    for (int number = 0; number < 40; ++number)
        topics += fmt::format("{}\"topic-{}\"", number ? "," : "", number * number);
    write_event("event-long",
                {{"name", long_name}, {"topics", "[" + topics + "]"}, {"currency", R"("JPY")"}, {"price", "1250000"}});
    world_.bookings.answers["POST /bookings"] = problem_response("payment_declined");
    write("event-declined",
          world_.as_ada(&Pages::book_submit,
                        post("/bookings", "event_id=1&tickets=2&payment_method=pm_declined&csrf_token=proof-of-s1")));
}

void Preview::accounts() {
    write("login", world_.as_nobody(&Pages::login_form, get("/login?next=/events/1&tickets=2")));
    write("register", world_.as_nobody(&Pages::register_form, get("/register")));
    world_.accounts.refusal =
        Problem{"validation_failed",
                "…",
                {{"/name", "must be 1 to 200 characters"}, {"/password", "must be 10 to 128 characters"}},
                {}};
    write("register-wrong",
          world_.as_nobody(&Pages::register_submit, post("/register", "name=&email=ada%40example.org&password=x")));
    world_.accounts.refusal = Problem{"invalid_credentials", "…"};
    write("login-wrong", world_.as_nobody(&Pages::login_submit, post("/login", "email=ada%40example.org&password=x")));
}

void Preview::bookings() {
    write_booking("booking", {}, "?done=booked");
    write_booking("booking-pending", {{"status", R"("PENDING")"}, {"hold_until", R"("2027-03-01T12:10:00Z")"}});
    write_booking("booking-rejected", {{"status", R"("REJECTED")"}, {"reason", R"("payment_declined")"}});
    write_booking("booking-cancelled", {{"status", R"("CANCELLED")"}, {"refunded", "9000"}});
    write_booking("booking-refunded", {{"status", R"("REFUNDED")"}, {"refunded", "9000"}});
}

void Preview::dashboard() {
    world_.bookings.answers["GET /bookings"] = {200, list_json({})};
    write("dashboard-empty", world_.as_ada(&Pages::dashboard, get("/Dashboard")));
    const auto event = [](const std::string& name, const std::string& starts_at) {
        return fmt::format(
            R"({{"name":{},"starts_at":"{}","time_zone":"Europe/Zurich","all_day":false,"city":"Zürich"}})", name,
            starts_at);
    };
    std::vector<std::string> items{booking_json()};
    items.push_back(booking_json(
        {{"event", event(long_name, "2027-04-02T18:00:00Z")}, {"event_id", numbered_id(5)}, {"tickets", "1"}}));
    items.push_back(booking_json({{"event", event(R"("Frühlingsfest")", "2027-05-02T18:00:00Z")},
                                  {"event_id", numbered_id(9)},
                                  {"status", R"("PENDING")"}}));
    items.push_back(
        booking_json({{"event", event(R"("Winterfest")", "2027-01-02T18:00:00Z")}, {"event_id", numbered_id(11)}}));
    items.push_back(booking_json({{"status", R"("REFUNDED")"}, {"refunded", "9000"}}));
    world_.bookings.answers["GET /bookings"] = {200, list_json(items)};
    write("dashboard", world_.as_ada(&Pages::dashboard, get("/Dashboard")));
}

void Preview::problems() {
    for (const auto* code : {"not_found", "forbidden", "internal_error", "unavailable", "unauthenticated"})
        write(std::string("problem-") + code, world_.pages.problem(get("/"), Problem{code, "…"}));
}

}  // namespace
}  // namespace boxoffice::user

int main(int count, char** arguments) {
    if (count != 2) return std::fputs("usage: user_pages_preview FOLDER\n", stderr), 2;
    boxoffice::user::Preview preview(arguments[1]);
    preview.home();
    preview.event();
    preview.accounts();
    preview.bookings();
    preview.dashboard();
    preview.problems();
}

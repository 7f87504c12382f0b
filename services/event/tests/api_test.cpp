#include "generated/event_openapi.hpp"
#include "services/event/tests/site.hpp"

namespace boxoffice::event::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class EventApiTest : public SiteTest {
protected:
    static std::vector<std::string> fault_pointers(const Response& response) {
        std::vector<std::string> pointers;
        const auto whole = object(response);
        for (const auto& fault : whole.at("errors").as_array()) pointers.emplace_back(fault.at("pointer").as_string());
        return pointers;
    }
    static std::vector<std::string> ids(const Response& response) {
        std::vector<std::string> ids;
        const auto whole = object(response);
        for (const auto& event : whole.at("data").as_array()) ids.emplace_back(event.at("id").as_string());
        return ids;
    }
};

TEST_F(EventApiTest, a_created_event_is_answered_as_it_is_read) {
    const auto created = call(Method::post, "/events", organizer(), good_event);
    ASSERT_EQ(created.status, 201) << created.body;
    const auto id = member(created, "id");
    EXPECT_EQ(header(created, "Location"), "/events/" + id);
    EXPECT_EQ(header(created, "ETag"), "\"1.1\"");
    for (const auto& path : {"/" + id, "/events/" + id}) {
        const auto read = get(path);
        EXPECT_EQ(read.status, 200);
        EXPECT_EQ(read.body, created.body);
        EXPECT_EQ(header(read, "ETag"), "\"1.1\"");
    }
    EXPECT_EQ(created.body, R"({"id":")" + id + R"(","organizer_id":")" + organizer().caller.subject +
                                R"(","name":"Concert","starts_at":"2035-01-01T09:00:00Z","time_zone":"UTC",)"
                                R"("all_day":false,"topics":[],"capacity":10,"price":2500,"currency":"EUR",)"
                                R"("status":"PUBLISHED","available":10,"created_at":"2027-01-15T08:00:00Z",)"
                                R"("updated_at":"2027-01-15T08:00:00Z"})");
}

TEST_F(EventApiTest, only_organizers_and_admins_publish) {
    EXPECT_EQ(call(Method::post, "/", {}, good_event).status, 401);
    EXPECT_EQ(call(Method::post, "/", as(Role::attendee, 1), good_event).status, 403);
    EXPECT_EQ(call(Method::post, "/", service(), good_event).status, 403);
    EXPECT_EQ(call(Method::post, "/", admin(), good_event).status, 201);
}

TEST_F(EventApiTest, every_fault_of_a_new_event_is_answered_at_once) {
    const auto refused = call(Method::post, "/", organizer(),
                              R"({"name":" ","starts_at":"soon","capacity":0,"currency":"eur","status":"CANCELLED"})");
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(fault_pointers(refused),
                testing::UnorderedElementsAre("/name", "/starts_at", "/price", "/status", "/capacity", "/currency"));
    EXPECT_EQ(call(Method::post, "/", organizer(), "{").status, 400);
    EXPECT_EQ(call(Method::post, "/", organizer()).status, 415);
}

TEST_F(EventApiTest, an_idempotency_key_creates_once) {
    const http::Headers key_header{{"Idempotency-Key", "one"}};
    const auto first = call(Method::post, "/", organizer(), good_event, key_header);
    const auto again = call(Method::post, "/events", organizer(), std::string(" ") + good_event, key_header);
    EXPECT_EQ(again.status, 201);
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(header(again, "Location"), header(first, "Location"));
    EXPECT_EQ(header(first, "Idempotency-Replayed"), "");
    EXPECT_EQ(header(again, "Idempotency-Replayed"), "true");
    std::string other = good_event;
    other.replace(other.find("10,"), 2, "11");
    const auto reused = call(Method::post, "/", organizer(), other, key_header);
    EXPECT_EQ(reused.status, 422);
    EXPECT_EQ(member(reused, "code"), "idempotency_key_reused");
    EXPECT_EQ(call(Method::post, "/", other_organizer(), other, key_header).status, 201);
    EXPECT_EQ(ids(get("/")).size(), 2U);
}

TEST_F(EventApiTest, the_list_goes_page_by_page) {
    const auto first = create();
    const auto second = create();
    const auto third = create();
    const auto page = get("/?limit=2");
    EXPECT_THAT(ids(page), ElementsAre(first, second));
    const auto rest = get("/events?limit=2&cursor=" + member(page, "next_cursor"));
    EXPECT_THAT(ids(rest), ElementsAre(third));
    EXPECT_EQ(member(rest, "next_cursor"), "null");
    EXPECT_EQ(get("/?cursor=nonsense").status, 422);
    EXPECT_EQ(get("/?limit=0").status, 422);
    EXPECT_EQ(get("/?surprise=1").status, 422);
}

TEST_F(EventApiTest, the_list_is_narrowed_by_its_query) {
    const auto id = member(call(Method::post, "/", organizer(),
                                R"({"name":"Größe zeigen","starts_at":"2035-02-01T10:00:00Z","capacity":1,"price":0,)"
                                R"("currency":"EUR","city":"Łódź","country":"Poland","topics":["C++"]})"),
                           "id");
    create();
    for (const auto* query : {"q=GROSSE", "q=lodz%20zeigen", "topic=c%2B%2B", "city=%C5%81%C3%B3d%C5%BA",
                              "country=POLAND", "from=2035-01-15", "q=c%2B%2B&to=2036-01-01T00:00:00Z&from=now"})
        EXPECT_THAT(ids(get(std::string("/?") + query)), ElementsAre(id)) << query;
    EXPECT_EQ(ids(get("/?to=2035-01-15")).size(), 1U);
    EXPECT_EQ(ids(get("/?topic=c")).size(), 0U);
}

TEST_F(EventApiTest, what_is_not_there_and_what_is_no_id_are_the_same) {
    for (const auto& id : {uuid(1, 9).text(), std::string("x"), std::string("17")}) {
        for (const auto& path :
             {"/" + id, "/events/" + id, "/events/" + id + "/availability", "/events/" + id + "/availability/stream"}) {
            EXPECT_EQ(get(path).status, 404) << path;
            EXPECT_EQ(member(get(path), "code"), "event_not_found") << path;
        }
        EXPECT_EQ(put("/" + id, R"({"name":"New"})").status, 404);
        EXPECT_EQ(put("/" + id, R"({"capacity":0})").status, 422);
        EXPECT_EQ(call(Method::delete_, "/" + id, organizer()).status, 404);
    }
}

TEST_F(EventApiTest, a_put_changes_the_members_given_and_null_clears) {
    const auto id = create();
    auto edited = put("/events/" + id, R"({"name":"Renamed","city":"Rome","max_tickets_per_user":4})");
    EXPECT_EQ(edited.status, 200) << edited.body;
    EXPECT_EQ(header(edited, "ETag"), "\"2.2\"");
    EXPECT_EQ(member(edited, "city"), "Rome");
    edited = put("/events/" + id, R"({"city":null,"max_tickets_per_user":null})");
    EXPECT_EQ(member(edited, "city"), "");
    EXPECT_EQ(member(edited, "name"), "Renamed");
    EXPECT_FALSE(object(edited).contains("max_tickets_per_user"));
    EXPECT_EQ(get("/" + id).body, edited.body);
    EXPECT_THAT(fault_pointers(put("/" + id, R"({"name":null,"price":null,"surprise":1})")),
                testing::UnorderedElementsAre("/name", "/price", "/surprise"));
}

TEST_F(EventApiTest, a_whole_event_as_read_is_a_good_put) {
    const auto id = create();
    const auto read = get("/" + id);
    const auto written = put("/" + id, read.body);
    EXPECT_EQ(written.status, 200) << written.body;
    EXPECT_EQ(written.body, read.body);
    EXPECT_EQ(put("/" + id, R"({"organizer_id":")" + id + "\"}").status, 422);
}

TEST_F(EventApiTest, if_match_compares_the_edit_alone) {
    const auto id = create();
    company.apply(*EventId::parse(id), hold(1, 2));
    EXPECT_EQ(header(get("/" + id), "ETag"), "\"1.2\"");
    EXPECT_EQ(put("/" + id, R"({"name":"A"})", {{"If-Match", "\"1.1\""}}).status, 200);
    for (const auto* stale : {"\"1.1\"", "W/\"2.3\"", "\"x\"", "2", "\"\""})
        EXPECT_EQ(put("/" + id, R"({"name":"B"})", {{"If-Match", stale}}).status, 412) << stale;
    EXPECT_EQ(put("/" + id, R"({"name":"B"})", {{"If-Match", "\"7.1\", \"2.99\""}}).status, 200);
    EXPECT_EQ(put("/" + id, R"({"name":"C"})", {{"If-Match", "*"}}).status, 200);
}

TEST_F(EventApiTest, refusals_of_edits_have_their_codes) {
    const auto id = create();
    const auto path = "/events/" + id;
    company.apply(*EventId::parse(id), hold(1, 2));
    EXPECT_EQ(call(Method::put, path, other_organizer(), R"({"name":"Mine"})").status, 403);
    const auto small = put(path, R"({"capacity":1})");
    EXPECT_EQ(small.status, 409);
    EXPECT_EQ(member(small, "code"), "conflict");
    const auto kept = call(Method::delete_, path, organizer());
    EXPECT_EQ(kept.status, 409);
    EXPECT_EQ(member(kept, "code"), "event_has_bookings");
    EXPECT_EQ(put(path, R"({"status":"CANCELLED"})").status, 200);
    EXPECT_EQ(put(path, R"({"status":"PUBLISHED"})").status, 409);
    company.apply(*EventId::parse(id), release(1));
    EXPECT_EQ(call(Method::delete_, path, organizer(), {}, {{"If-Match", "\"1.1\""}}).status, 412);
    const auto deleted = call(Method::delete_, path, organizer());
    EXPECT_EQ(deleted.status, 204);
    EXPECT_EQ(deleted.body, "");
    EXPECT_EQ(get(path).status, 404);
    EXPECT_EQ(get(path + "/availability").status, 404);
}

TEST_F(EventApiTest, availability_adds_up_at_one_version) {
    const auto id = create();
    company.apply(*EventId::parse(id), hold(1, 3));
    company.apply(*EventId::parse(id), sell(2, 2));
    const auto expected = R"({"event_id":")" + id + R"(","capacity":10,"available":5,"held":3,"sold":2})";
    EXPECT_EQ(get("/events/" + id + "/availability").body, expected);
    EXPECT_EQ(get("/" + id + "/availability").body, expected);
    EXPECT_EQ(member(get("/" + id), "available"), "5");
}

TEST_F(EventApiTest, every_route_is_described_and_every_description_has_its_route) {
    std::vector<std::string> routes{"get /healthz", "get /readyz", "get /metrics"};
    for (const auto& route : router.routes()) {
        const char* method = route.method == Method::get    ? "get "
                             : route.method == Method::post ? "post "
                             : route.method == Method::put  ? "put "
                                                            : "delete ";
        routes.push_back(method + route.paths.front());
    }
    std::vector<std::string> described;
    const auto document = boost::json::parse(openapi_json);
    for (const auto& [path, item] : document.at("paths").as_object())
        for (const auto& [method, operation] : item.as_object())
            if (method != "parameters") described.push_back(std::string(method) + " " + std::string(path));
    EXPECT_THAT(described, testing::UnorderedElementsAreArray(routes));
}

}  // namespace
}  // namespace boxoffice::event::test

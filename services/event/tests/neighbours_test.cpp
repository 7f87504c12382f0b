#include "services/event/tests/site.hpp"

namespace boxoffice::event::test {
namespace {

using testing::HasSubstr;

class NeighboursTest : public SiteTest {
protected:
    std::string allocation(int booking) {
        return "/internal/inventories/" + id + "/allocations/" + uuid(3, booking).text();
    }
    Response command(int booking, int n, int held, int sold) {
        return call(Method::put, allocation(booking), service(),
                    fmt::format(R"({{"n":{},"held":{{"ga":{}}},"sold":{{"ga":{}}},"holder":"ada"}})", n, held, sold));
    }

    std::string id = create();
};

TEST_F(NeighboursTest, a_command_is_answered_with_register_prices_and_snapshot) {
    const auto held = command(1, 10, 2, 0);
    ASSERT_EQ(held.status, 200) << held.body;
    EXPECT_EQ(held.body, R"({"inventory_id":")" + id + R"(","booking_id":")" + uuid(3, 1).text() +
                             R"(","n":10,"held":{"ga":2},"sold":{},"holder":"ada","unit_price":{"ga":2500},)"
                             R"("currency":"EUR","v":2,"event_id":")" +
                             id +
                             R"(","event":{"name":"Concert","starts_at":"2035-01-01T09:00:00Z","time_zone":"UTC",)"
                             R"("all_day":false}})");
    EXPECT_EQ(command(1, 10, 2, 0).body, held.body);
    EXPECT_EQ(get(allocation(1), service()).body, held.body);
    EXPECT_EQ(member(command(1, 11, 0, 2), "sold"), R"({"ga":2})");
}

TEST_F(NeighboursTest, refusals_have_their_codes) {
    EXPECT_EQ(command(1, 20, 0, 0).status, 200);
    const auto late = command(1, 10, 2, 0);
    EXPECT_EQ(late.status, 409);
    EXPECT_EQ(late.content_type, "application/problem+json");
    EXPECT_EQ(member(late, "code"), "superseded");
    EXPECT_EQ(object(late).at("register").at("n").as_int64(), 20);
    const auto full = command(2, 10, 11, 0);
    EXPECT_EQ(full.status, 409);
    EXPECT_EQ(member(full, "code"), "sold_out");
    put("/" + id, R"({"status":"SUSPENDED"})");
    const auto suspended = command(2, 10, 1, 0);
    EXPECT_EQ(suspended.status, 503);
    EXPECT_EQ(member(suspended, "code"), "sales_suspended");
    EXPECT_NE(header(suspended, "Retry-After"), "");
    put("/" + id, R"({"status":"PUBLISHED","max_tickets_per_user":1})");
    EXPECT_EQ(member(command(2, 10, 2, 0), "code"), "limit_reached");
    put("/" + id, R"({"status":"CANCELLED"})");
    EXPECT_EQ(member(command(2, 10, 1, 0), "code"), "event_cancelled");
    id = uuid(1, 77).text();
    EXPECT_EQ(member(command(2, 10, 1, 0), "code"), "inventory_not_found");
    EXPECT_EQ(command(2, 10, 0, 0).status, 200);
    EXPECT_EQ(get(allocation(2), service()).status, 404);
}

TEST_F(NeighboursTest, bad_commands_are_422_with_every_fault) {
    const auto refused =
        call(Method::put, allocation(1), service(), R"({"n":0,"held":{"ga":-1,"A b":1},"sold":{},"holder":""})");
    EXPECT_EQ(refused.status, 422);
    for (const auto* pointer : {"/n", "/held/ga", "/held/A b", "/holder"})
        EXPECT_THAT(refused.body, HasSubstr(std::string("\"") + pointer + "\"")) << refused.body;
}

TEST_F(NeighboursTest, an_inventory_is_seen_whole_also_when_deleted) {
    command(1, 10, 3, 0);
    const auto path = "/internal/inventories/" + id;
    auto inventory = get(path, service());
    EXPECT_EQ(inventory.status, 200);
    EXPECT_EQ(member(inventory, "pools"), R"({"all":{"capacity":10,"available":7,"held":3,"sold":0}})");
    EXPECT_EQ(member(inventory, "types"), R"({"ga":{"price":2500,"currency":"EUR","pools":["all"]}})");
    EXPECT_EQ(member(inventory, "state"), "OPEN");
    command(1, 20, 0, 0);
    call(Method::delete_, "/" + id, organizer());
    EXPECT_EQ(member(get(path, service()), "state"), "DELETED");
    EXPECT_EQ(member(command(2, 10, 1, 0), "code"), "inventory_not_found");
}

TEST_F(NeighboursTest, only_services_and_admins_are_let_in) {
    for (const auto& path : {"/internal/inventories/" + id, std::string("/internal/conservation"), allocation(1)}) {
        EXPECT_EQ(get(path).status, 401) << path;
        EXPECT_EQ(get(path, organizer()).status, 403) << path;
    }
    EXPECT_EQ(get("/internal/inventories/" + id, admin()).status, 200);
    EXPECT_EQ(call(Method::post, "/internal/imports", organizer(), "{}").status, 403);
}

TEST_F(NeighboursTest, a_batch_of_drafts_is_imported) {
    const auto body = R"({"organizer_id":")" + uuid(2, 5).text() +
                      R"(","defaults":{"capacity":5,"price":0,"currency":"EUR"},"drafts":[)"
                      R"({"line":2,"identity":"uid\na","name":"Ä","starts_at":"2035-01-01T00:00:00Z",)"
                      R"("time_zone":"Europe/Berlin","all_day":true,"topics":["x"]},)"
                      R"({"line":9,"identity":"uid\nb","name":"B","starts_at":"2035-01-01T00:00:00Z",)"
                      R"("time_zone":"Nowhere","all_day":true,"topics":[]}]})";
    const auto imported = call(Method::post, "/internal/imports", service(), body);
    EXPECT_EQ(imported.status, 200) << imported.body;
    EXPECT_EQ(imported.body, R"({"created":1,"changed":0,"unchanged":0,"refused":[{"line":9,"detail":)"
                             R"("time_zone must be an IANA time zone, as Europe/Berlin"}]})");
    EXPECT_EQ(member(call(Method::post, "/internal/imports", service(), body), "unchanged"), "1");
    auto wrong = body;
    wrong.replace(wrong.find("\"EUR\""), 5, "\"eur\"");
    const auto refused = call(Method::post, "/internal/imports", service(), wrong);
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(refused.body, HasSubstr("/defaults/currency"));
}

TEST_F(NeighboursTest, conservation_is_checked_over_all_events) {
    command(1, 10, 3, 0);
    command(2, 11, 0, 4);
    EXPECT_EQ(get("/internal/conservation", service()).body,
              R"({"inventories":1,"capacity":10,"available":3,"held":3,"sold":4,"imbalances":[]})");
}

}  // namespace
}  // namespace boxoffice::event::test

#include "platform/http/service_routes.hpp"

#include "platform/async/run.hpp"
#include "platform/testing/test_site.hpp"

#include <gmock/gmock.h>

namespace boxoffice::http {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::array assets{
    Asset{"swagger-ui.css", "text/css; charset=utf-8", "body{}", "c1"},
    Asset{"swagger-ui-bundle.js", "text/javascript; charset=utf-8", "1;", "b1"},
    Asset{"docs.js", "text/javascript; charset=utf-8", "2;", "d1"},
    Asset{"images/logo.svg", "image/svg+xml", "<svg/>", "l1"},
};

Task<std::optional<std::string>> not_ready() { co_return "store: the disk is full"; }

class ServiceRoutesTest : public testing::Test {
protected:
    Response get(std::string target, Headers headers = {}) {
        Request request;
        request.target = std::move(target);
        request.headers = std::move(headers);
        return run(loop_, site_.router.dispatch(std::move(request)));
    }
    void add(Readiness ready = nullptr, std::span<const Asset> served = {}) {
        add_service_routes(site_.router, site_.metrics,
                           {"user", R"({"openapi":"3.1.0"})", std::move(ready), served, {{"event", R"({"e":1})"}}});
    }

    Loop loop_;
    TestSite site_;
};

TEST_F(ServiceRoutesTest, health_metrics_and_documents_are_there) {
    add();
    EXPECT_EQ(get("/healthz").body, R"({"status":"ok"})");
    EXPECT_EQ(get("/readyz").status, 200);
    EXPECT_THAT(get("/metrics").body, HasSubstr("boxoffice_http_requests_total"));
    EXPECT_THAT(get("/metrics").content_type, HasSubstr("version=0.0.4"));
    EXPECT_EQ(get("/openapi.json").body, R"({"openapi":"3.1.0"})");
    EXPECT_EQ(get("/openapi/event.json").body, R"({"e":1})");
}

TEST_F(ServiceRoutesTest, readiness_says_what_is_wrong) {
    add(not_ready);
    const auto response = get("/readyz");
    EXPECT_EQ(response.status, 503);
    EXPECT_THAT(response.body, HasSubstr("store: the disk is full"));
    EXPECT_EQ(get("/healthz").status, 200);
}

TEST_F(ServiceRoutesTest, docs_offer_every_document_without_a_script_in_the_page) {
    add(nullptr, assets);
    const auto page = get("/docs");
    EXPECT_THAT(page.body, HasSubstr("/assets/docs.js?v=d1"));
    EXPECT_THAT(page.body, HasSubstr("&quot;/openapi/event.json&quot;"));
    EXPECT_THAT(page.body, Not(HasSubstr("<script>")));
    EXPECT_THAT(header(page, "Content-Security-Policy"), HasSubstr("script-src 'self';"));
}

TEST_F(ServiceRoutesTest, docs_without_swagger_list_the_documents) {
    add();
    EXPECT_THAT(get("/docs").body, HasSubstr(R"(<a href="/openapi/event.json">event</a>)"));
}

TEST_F(ServiceRoutesTest, an_asset_is_immutable_under_its_hash_alone) {
    add_assets(site_.router, assets);
    EXPECT_EQ(get("/assets/images/logo.svg").body, "<svg/>");
    EXPECT_EQ(header(get(asset_url(assets, "docs.js")), "Cache-Control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(header(get("/assets/docs.js"), "Cache-Control"), "no-cache");
    EXPECT_EQ(header(get("/assets/docs.js?v=old"), "Cache-Control"), "no-cache");
    EXPECT_EQ(get("/assets/none.js").status, 404);
    EXPECT_EQ(get("/assets/").status, 404);
}

TEST_F(ServiceRoutesTest, an_asset_that_the_client_has_is_304) {
    add_assets(site_.router, assets);
    const auto tag = header(get("/assets/docs.js"), "ETag");
    EXPECT_EQ(tag, "\"d1\"");
    for (const auto& known : {tag, "W/" + tag, "\"x\", " + tag, std::string("*")}) {
        const auto response = get("/assets/docs.js", {{"If-None-Match", known}});
        EXPECT_EQ(response.status, 304) << known;
        EXPECT_EQ(response.body, "");
        EXPECT_EQ(header(response, "ETag"), tag);
    }
    EXPECT_EQ(get("/assets/docs.js", {{"If-None-Match", "\"d2\""}}).status, 200);
}

}  // namespace
}  // namespace boxoffice::http

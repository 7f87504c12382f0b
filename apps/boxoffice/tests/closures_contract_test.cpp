#include "apps/boxoffice/neighbours/event_closures.hpp"
#include "apps/boxoffice/tests/reach.hpp"
#include "platform/testing/test_site.hpp"
#include "services/booking/api/api.hpp"
#include "services/booking/tests/world.hpp"
#include "services/event/adapters/http/http_closures.hpp"

namespace boxoffice::test {

namespace {

class ClosuresContract : public booking::test::World, public testing::WithParamInterface<Place> {
protected:
    ClosuresContract() : reach_(loop, [this] { return token(); }) {
        verifier_.trust(R"({"keys":[)" + key_.public_jwk() + "]}");
        api_.add_routes(router_);
        if (GetParam() == Place::in_this_process) {
            auto local = std::make_unique<LocalClosures>();
            local->leads_to(instance.recovery);
            closures_ = std::move(local);
        } else {
            closures_ = std::make_unique<event::HttpClosures>(reach_.service("booking", served_.address()));
        }
    }

    std::string token() {
        auto caller = Caller::service("event");
        caller.session = "0190b0a8-0000-7000-8000-000000000002";
        caller.email = "event@example.org";
        caller.issued_at = clock.now();
        caller.expires_at = clock.now() + auth::token_lifetime;
        return key_.sign(caller, "t");
    }
    void close(Uuid id) { run(loop, closures_->close_event(event::EventId{id})); }
    std::vector<booking::BookingStore::Closure> noted() { return run(loop, store.closures()); }

private:
    auth::SigningKey key_ = auth::SigningKey::from_file_or_new(folder.file("key.jwk"));
    auth::TokenVerifier verifier_;
    SystemRandom random_;
    Metrics metrics_{"booking"};
    http::Router router_{{verifier_, clock, random_, {}, metrics_}};
    booking::Api api_{instance.bookings, instance.recovery};
    Served served_{loop, router_};
    Reach reach_;
    std::unique_ptr<event::BookingClosures> closures_;
};

INSTANTIATE_TEST_SUITE_P(Neighbour, ClosuresContract, testing::Values(Place::in_this_process, Place::over_http),
                         name_of);

TEST_P(ClosuresContract, a_closure_is_noted_durably_and_its_repeat_is_harmless) {
    const Uuid id{{4, 2}};
    for (int turn = 0; turn < 2; ++turn) {
        close(id);
        ASSERT_EQ(noted().size(), 1u);
        EXPECT_EQ(noted().front().event_id, booking::EventId{id});
    }
    close(Uuid{{4, 3}});
    EXPECT_EQ(noted().size(), 2u);
}

TEST_P(ClosuresContract, its_bookings_are_then_cancelled) {
    ASSERT_TRUE(book(order()));
    land();
    close(inventory.id.value);
    run(loop, instance.recovery.carry_on_closures());
    land();
    recover();
    EXPECT_EQ(the_booking().status, booking::Status::REFUNDED);
}

}  // namespace
}  // namespace boxoffice::test

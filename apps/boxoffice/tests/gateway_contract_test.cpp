#include "apps/boxoffice/neighbours/booking_gateway.hpp"
#include "apps/boxoffice/tests/reach.hpp"
#include "platform/testing/test_site.hpp"
#include "services/booking/adapters/http/http_gateway.hpp"
#include "services/booking/ports/unanswered.hpp"
#include "services/payment/adapters/sqlite/sqlite_ledger.hpp"
#include "services/payment/api/api.hpp"

namespace boxoffice::test {

namespace {

using namespace std::chrono_literals;
using booking::BookingId;
using booking::ChargeState;
using booking::Gateway;
using booking::PaymentId;
using booking::Unanswered;

Uuid number(int value) {
    Uuid id{{9}};
    id.bytes[15] = static_cast<std::uint8_t>(value);
    return id;
}

class GatewayContract : public testing::TestWithParam<Place>, protected TestSite {
protected:
    GatewayContract() : TestSite("payment"), reach_(loop, [this] { return token("booking", Role::service); }) {
        api_.add_routes(router);
        if (GetParam() == Place::in_this_process) {
            gateway_ = std::make_unique<LocalGateway>(LocalGateway::Parts{
                .payments = payments_, .scope = reach_.scope, .timeouts = reach_.timeouts, .timeout = timeout});
        } else {
            auto& service = reach_.service("payment", served_.address());
            gateway_ = std::make_unique<booking::HttpGateway>(service, timeout);
        }
    }
    // Who is silent wakes, so that nobody is left.
    ~GatewayContract() override {
        payment_clock_.advance(1h);
        run_until(loop, [&] { return !payment_clock_.next(); });
    }

    static Gateway::ChargeRequest request(std::string key, std::string method = "pm_approved",
                                          std::int64_t amount = 5'000) {
        return {.key = std::move(key),
                .user_id = {number(1)},
                .booking_id = {number(2)},
                .amount = amount,
                .currency = "EUR",
                .method = std::move(method)};
    }
    Gateway::Answer charge(Gateway::ChargeRequest made) { return run(loop, gateway_->charge({}, std::move(made))); }
    Gateway::Answer void_key(std::string key) { return run(loop, gateway_->void_key({}, std::move(key))); }
    bool refund(PaymentId id, std::int64_t amount, std::string key) {
        return run(loop, gateway_->refund({}, id, amount, std::move(key)));
    }
    std::vector<Gateway::Payment> since(std::int64_t sequence, std::size_t most = 100) {
        return run(loop, gateway_->approved_since(sequence, most));
    }
    /// Somebody else's charge, straight at the gateway.
    void charge_as(std::string caller, std::string key, std::optional<std::string> booking_id) {
        ASSERT_TRUE(run(
            loop, payments_.charge(
                      {.caller = Caller::service(std::move(caller)), .trace = {}},
                      {.key = std::move(key), .user_id = "u", .amount = 100, .booking_id = std::move(booking_id)})));
    }

    static constexpr auto timeout = 200ms;

private:
    ManualClock payment_clock_{loop};
    payment::SqliteLedger ledger_{loop, folder.file("payment.sqlite")};
    payment::Payments payments_{{ledger_, ids, payment_clock_, {}, metrics}};
    payment::Api api_{payments_};
    Served served_{loop, router};
    Reach reach_;
    std::unique_ptr<Gateway> gateway_;
};

INSTANTIATE_TEST_SUITE_P(Neighbour, GatewayContract, testing::Values(Place::in_this_process, Place::over_http),
                         name_of);

TEST_P(GatewayContract, a_charge_is_approved_once_for_its_key) {
    const auto first = charge(request("k"));
    EXPECT_EQ(first.state, ChargeState::APPROVED);
    EXPECT_EQ(first.amount, 5'000);
    ASSERT_TRUE(first.payment_id);
    EXPECT_EQ(charge(request("k")).payment_id, first.payment_id);
    EXPECT_EQ(since(0).size(), 1u);
}

TEST_P(GatewayContract, a_decline_is_an_answer_and_stays_one) {
    for (int turn = 0; turn < 2; ++turn)
        EXPECT_EQ(charge(request("k", "pm_insufficient_funds")).state, ChargeState::DECLINED);
    EXPECT_EQ(void_key("k").state, ChargeState::DECLINED);
    EXPECT_TRUE(since(0).empty());
}

TEST_P(GatewayContract, what_the_gateway_does_not_take_is_closed) {
    EXPECT_EQ(charge(request("k", "pm_of_the_future")).state, ChargeState::VOIDED);
    EXPECT_EQ(charge(request("k")).state, ChargeState::VOIDED);
    EXPECT_TRUE(since(0).empty());
}

TEST_P(GatewayContract, a_key_asked_for_something_else_tells_what_it_has_taken) {
    const auto first = charge(request("k"));
    for (const auto& other : {request("k", "pm_approved", 6'000), request("k", "pm_of_the_future")}) {
        const auto answer = charge(other);
        EXPECT_EQ(answer.state, ChargeState::APPROVED);
        EXPECT_EQ(answer.payment_id, first.payment_id);
        EXPECT_EQ(answer.amount, 5'000);
    }
    EXPECT_EQ(since(0).size(), 1u);
}

TEST_P(GatewayContract, a_voided_key_never_charges) {
    EXPECT_EQ(void_key("k").state, ChargeState::VOIDED);
    EXPECT_EQ(void_key("k").state, ChargeState::VOIDED);
    EXPECT_EQ(charge(request("k")).state, ChargeState::VOIDED);
    EXPECT_TRUE(since(0).empty());
}

TEST_P(GatewayContract, a_void_that_comes_too_late_gives_the_payment) {
    const auto charged = charge(request("k"));
    const auto voided = void_key("k");
    EXPECT_EQ(voided.state, ChargeState::APPROVED);
    EXPECT_EQ(voided.payment_id, charged.payment_id);
    EXPECT_EQ(voided.amount, 5'000);
}

TEST_P(GatewayContract, a_refund_is_taken_once_for_its_key_and_never_beyond_the_payment) {
    const auto id = *charge(request("k")).payment_id;
    EXPECT_TRUE(refund(id, 3'000, "r1"));
    EXPECT_TRUE(refund(id, 3'000, "r1"));
    EXPECT_FALSE(refund(id, 3'000, "r2"));
    EXPECT_TRUE(refund(id, 2'000, "r3"));
    EXPECT_EQ(since(0).at(0).refunded, 5'000);
    EXPECT_FALSE(refund(PaymentId{number(77)}, 1, "r4"));
}

TEST_P(GatewayContract, a_failure_is_no_answer_and_charges_nothing) {
    EXPECT_THROW(charge(request("k", "pm_error")), Unanswered);
    EXPECT_EQ(void_key("k").state, ChargeState::VOIDED);
}

TEST_P(GatewayContract, silence_is_no_answer_and_the_same_key_tells_later) {
    EXPECT_THROW(charge(request("k", "pm_timeout")), Unanswered);
    EXPECT_EQ(charge(request("k", "pm_timeout")).state, ChargeState::APPROVED);
    EXPECT_EQ(since(0).size(), 1u);
}

TEST_P(GatewayContract, approved_payments_of_bookings_are_told_in_their_order) {
    charge(request("k1"));
    charge(request("k2", "pm_declined"));
    void_key("k3");
    charge_as("doctor", "x", BookingId{number(3)}.text());
    charge_as("booking", "y", std::nullopt);
    charge(request("k4", "pm_approved", 700));
    const auto all = since(0);
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].booking_id, BookingId{number(2)});
    EXPECT_EQ(all[0].amount, 5'000);
    EXPECT_EQ(all[0].refunded, 0);
    EXPECT_EQ(all[0].currency, "EUR");
    EXPECT_EQ(all[1].amount, 700);
    EXPECT_LT(all[0].sequence, all[1].sequence);
    EXPECT_EQ(since(all[0].sequence).size(), 1u);
    EXPECT_TRUE(since(all[1].sequence).empty());
}

TEST_P(GatewayContract, a_page_without_one_of_ours_is_not_the_end) {
    for (int other = 0; other < 5; ++other) charge_as("doctor", std::to_string(other), std::nullopt);
    charge(request("k"));
    EXPECT_EQ(since(0, 2).size(), 1u);
    EXPECT_EQ(since(0, 100'000).size(), 1u);
}

}  // namespace
}  // namespace boxoffice::test

#include "apps/boxoffice/neighbours/booking_people.hpp"
#include "apps/boxoffice/tests/reach.hpp"
#include "services/booking/adapters/http/http_people.hpp"
#include "services/user/tests/service.hpp"

namespace boxoffice::test {

namespace {

class PeopleContract : public user::ServiceTest, public testing::WithParamInterface<Place> {
protected:
    PeopleContract() : served_(loop_, router_), reach_(loop_, [this] { return service_token(); }) {
        if (GetParam() == Place::in_this_process)
            people_ = std::make_unique<LocalPeople>(accounts_);
        else
            people_ = std::make_unique<booking::HttpPeople>(reach_.service("user", served_.address()));
    }

    std::optional<booking::Contact> contact(const std::string& id) {
        return run(loop_, people_->contact(*booking::PersonId::parse(id)));
    }

private:
    Served served_;
    Reach reach_;
    std::unique_ptr<booking::People> people_;
};

INSTANTIATE_TEST_SUITE_P(Neighbour, PeopleContract, testing::Values(Place::in_this_process, Place::over_http), name_of);

TEST_P(PeopleContract, a_user_is_reached_as_the_user_service_knows) {
    const auto known = contact(sign_up("ann@example.org"));
    ASSERT_TRUE(known);
    EXPECT_EQ(known->email, "ann@example.org");
    EXPECT_EQ(known->name, "Ann");
    EXPECT_FALSE(known->phone);
    EXPECT_EQ(known->locale, "en");
}

TEST_P(PeopleContract, a_phone_is_told_where_there_is_one) {
    const auto id = sign_up("ann@example.org");
    ASSERT_EQ(put("/user", R"({"phone":"+4930123456"})", token_of("ann@example.org")).status, 200);
    EXPECT_EQ(contact(id)->phone, "+4930123456");
}

TEST_P(PeopleContract, an_unknown_user_has_no_contact) {
    EXPECT_FALSE(contact("0190b0a8-0000-7000-8000-000000000001"));
}

}  // namespace
}  // namespace boxoffice::test

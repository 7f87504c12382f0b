#pragma once

#include "services/booking/ports/people.hpp"
#include "services/user/app/accounts.hpp"

namespace boxoffice {

/// The user service in the same process.
class LocalPeople final : public booking::People {
public:
    explicit LocalPeople(user::Accounts& accounts) : accounts_(accounts) {}

    Task<std::optional<booking::Contact>> contact(booking::PersonId person_id) override {
        auto known = co_await accounts_.contact(UserId{person_id.value});
        if (!known) co_return std::nullopt;
        co_return booking::Contact{.email = known->email, .name = known->name, .phone = known->phone};
    }

private:
    user::Accounts& accounts_;
};

}  // namespace boxoffice

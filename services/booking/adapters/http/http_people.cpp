#include "services/booking/adapters/http/http_people.hpp"

#include "services/booking/adapters/http/answers.hpp"

namespace boxoffice::booking {

namespace {

struct ContactBody {
    std::string name;
    std::string email;
    std::optional<std::string> phone;
};
BOOST_DESCRIBE_STRUCT(ContactBody, (), (name, email, phone))

}  // namespace

Task<std::optional<Contact>> HttpPeople::contact(PersonId person_id) { return or_unanswered(ask(person_id)); }

Task<std::optional<Contact>> HttpPeople::ask(PersonId person_id) {
    const auto answer = co_await users_.call({.target = fmt::format("/internal/users/{}/contact", person_id.text())});
    if (remote::problem_code(answer) == "user_not_found") co_return std::nullopt;
    if (answer.status != 200) throw unexpected_answer(users_, answer);
    auto body = remote::read_answer<ContactBody>(answer.body);
    co_return Contact{.email = std::move(body.email), .name = std::move(body.name), .phone = std::move(body.phone)};
}

}  // namespace boxoffice::booking

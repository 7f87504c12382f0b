#pragma once

#include "platform/remote/remote.hpp"
#include "services/booking/ports/people.hpp"

namespace boxoffice::booking {

/// The user service over HTTP, asked how people are reached.
class HttpPeople final : public People {
public:
    explicit HttpPeople(remote::Remote& users) : users_(users) {}

    Task<std::optional<Contact>> contact(PersonId person_id) override;

private:
    Task<std::optional<Contact>> ask(PersonId person_id);

    remote::Remote& users_;
};

}  // namespace boxoffice::booking

#pragma once

#include "platform/async/clock.hpp"
#include "services/booking/ports/people.hpp"

#include <optional>
#include <unordered_map>

namespace boxoffice::booking {

/// What the user service said of people, kept for a minute, at most 10,000 of them.
class Contacts {
public:
    Contacts(People& people, Clock& clock) : people_(people), clock_(clock) {}

    /// Nothing when there is no such user. Throws Unanswered.
    Task<std::optional<Shared<Contact>>> of(PersonId person_id);

private:
    struct Known {
        Shared<Contact> contact;
        Timestamp known_until;
    };

    People& people_;
    Clock& clock_;
    std::unordered_map<PersonId, Known> known_;
};

}  // namespace boxoffice::booking

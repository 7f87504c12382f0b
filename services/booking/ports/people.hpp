#pragma once

#include "platform/async/task.hpp"
#include "services/booking/domain/booking.hpp"

#include <optional>

namespace boxoffice::booking {

/// Where the user service says whom to write to.
class People {
public:
    virtual ~People() = default;

    /// Nothing when there is no such user. Throws Unanswered.
    virtual Task<std::optional<Contact>> contact(PersonId person_id) = 0;
};

}  // namespace boxoffice::booking

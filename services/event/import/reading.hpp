#pragma once

#include "services/event/domain/draft.hpp"

#include <string>
#include <vector>

namespace boxoffice::event {

/// An entry that could not be read, and why.
struct ReadingFault {
    std::int64_t line = 0;
    std::string detail;
};

/// What a file holds: the entries that could be read, in their order, and the faults of the others.
struct Reading {
    std::vector<EventDraft> drafts;
    std::vector<ReadingFault> faults;
};

}  // namespace boxoffice::event

#pragma once

#include <stdexcept>

namespace boxoffice::booking {

/// A neighbour did not answer in time, or failed: what became of the command is unknown. Unknown is not no; the command
/// is repeated with its number or key, or closed by a higher one.
class Unanswered : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

}  // namespace boxoffice::booking

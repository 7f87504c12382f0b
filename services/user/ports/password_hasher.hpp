#pragma once

#include "platform/async/task.hpp"
#include "platform/config/secret.hpp"

#include <optional>
#include <string>

namespace boxoffice::user {

/// Slow, salted hashes of passwords. Both calls take the same time whatever they find; both give nothing when too many
/// wait already, which callers answer by 503. Called on the loop's thread.
class PasswordHasher {
public:
    virtual ~PasswordHasher() = default;

    /// A new hash with its own salt and costs, as text.
    virtual Task<std::optional<std::string>> hash(Secret password) = 0;
    virtual Task<std::optional<bool>> verify(std::string hash, Secret password) = 0;
    /// A hash of nobody's password, verified where there is no account.
    virtual const std::string& decoy() const = 0;
};

}  // namespace boxoffice::user

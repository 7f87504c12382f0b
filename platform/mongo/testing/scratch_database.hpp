#pragma once

#include "platform/config/secret.hpp"

#include <string>

namespace boxoffice::mongo {

/// A database of the test's own on the engine of MONGODB_URI, with a random name, dropped at the end. Throws
/// std::runtime_error when the variable is not set.
class ScratchDatabase {
public:
    ScratchDatabase();
    ScratchDatabase(const ScratchDatabase&) = delete;
    ScratchDatabase& operator=(const ScratchDatabase&) = delete;
    ~ScratchDatabase();

    Secret address() const { return Secret(address_); }

private:
    std::string address_;
};

}  // namespace boxoffice::mongo

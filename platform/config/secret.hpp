#pragma once

#include <string>
#include <utility>

namespace boxoffice {

/// A password, key or token. It cannot be formatted, logged or written as JSON: there is no overload that takes it.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string value) : value_(std::move(value)) {}

    /// The value itself, for the one place that hands it on.
    const std::string& reveal() const { return value_; }
    bool empty() const { return value_.empty(); }

private:
    std::string value_;
};

}  // namespace boxoffice

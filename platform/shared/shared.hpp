#pragma once

#include <memory>
#include <utility>

namespace boxoffice {

/// A value that never changes and that copies have in common: to copy or move it costs a pointer, whatever it holds.
/// From any thread. What was moved from may only be assigned to or destroyed.
template <class T>
class Shared {
public:
    Shared() : value_(usual()) {}
    Shared(T value) : value_(std::make_shared<const T>(std::move(value))) {}  // NOLINT(google-explicit-constructor)

    const T& operator*() const { return *value_; }
    const T* operator->() const { return value_.get(); }
    operator const T&() const { return *value_; }  // NOLINT(google-explicit-constructor)

private:
    static const std::shared_ptr<const T>& usual() {
        static const auto value = std::make_shared<const T>();
        return value;
    }

    std::shared_ptr<const T> value_;
};

}  // namespace boxoffice

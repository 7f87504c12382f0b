#pragma once

#include "platform/id/uuid.hpp"

namespace boxoffice {

/// Not random at all: the same bytes in each run, and never the same twice.
class CountingRandom final : public Random {
public:
    void fill(std::span<std::uint8_t> bytes) override {
        for (auto& byte : bytes) byte = static_cast<std::uint8_t>(next_++ * 2'654'435'761U >> 16);
    }

private:
    std::uint32_t next_ = 1;
};

}  // namespace boxoffice

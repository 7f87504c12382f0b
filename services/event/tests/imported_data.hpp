#pragma once

#include "platform/time/timestamp.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

namespace boxoffice::event::test {

/// The contents of a file of `data/`.
inline std::string file(const std::string& name) {
    std::ifstream stream(std::string(EVENT_TEST_DATA) + "/" + name, std::ios::binary);
    EXPECT_TRUE(stream) << name;
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

inline Timestamp at(const char* text) { return from_rfc3339(text).value(); }

}  // namespace boxoffice::event::test

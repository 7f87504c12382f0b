#include "platform/id/reference.hpp"

#include <gtest/gtest.h>

namespace boxoffice {

TEST(Reference, is_the_end_of_the_id) {
    EXPECT_EQ(reference("0199aa00-0000-7000-8000-00009f3a21c7"), "9F3A-21C7");
    EXPECT_EQ(reference("short"), "short");
}

}  // namespace boxoffice

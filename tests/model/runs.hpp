#pragma once

#include "tests/model/explorer.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace boxoffice::model {

/// One line of the table: what is explored, and how it has to come out.
struct Run {
    enum class Outcome { holds, violated };
    enum class Length { quick, thorough };

    std::string group;
    std::string name;
    Outcome expected;
    Length length;
    std::function<Findings()> explore;
};

std::vector<Run> booking_runs();
std::vector<Run> inventory_runs();
std::vector<Run> key_runs();

}  // namespace boxoffice::model

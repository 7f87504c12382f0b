#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::event {

/// A row of a table, with the line that it begins in.
struct TableRow {
    std::int64_t line = 1;
    std::vector<std::string> cells;
    bool torn = false;  ///< a quote was not closed, or something followed one: the cells are not to be trusted
};

/// Parts RFC 4180 text into rows; empty lines are passed over.
std::vector<TableRow> read_table(std::string_view text);

}  // namespace boxoffice::event

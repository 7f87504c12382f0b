#pragma once

#include "services/event/import/reading.hpp"

#include <string_view>

namespace boxoffice::event {

/// Reads a table (RFC 4180: quotes, line breaks within quotes, CRLF or LF; a byte order mark is passed over) whose
/// first row names its columns, in any order: name, starts_on, ends_on, city, country, online, url, topics; the first
/// two have to be there, others are passed over. Dates are YYYY-MM-DD, `ends_on` is the last day; topics are parted by
/// semicolons. Events last all day, in UTC. An event's identity is its name, start, city and url.
Reading read_csv(std::string_view text);

}  // namespace boxoffice::event

#pragma once

#include "platform/problem/problem.hpp"
#include "services/event/domain/event.hpp"

namespace boxoffice::event {

inline constexpr std::int64_t capacity_max = 10'000'000;
inline constexpr std::int64_t price_max = 100'000'000;

/// Adds a fault at "/<member>" for every rule of the contract that the details break: lengths (code points), control
/// characters, ranges, the order of start and end, IANA zone, ISO 4217 code, http(s) address.
void check(const EventDetails& details, Faults& faults);

/// Empty optional texts become absent ones, and a topic that is there twice stays once.
void tidy(EventDetails& details);

/// Whether this is an active code of ISO 4217, in capitals.
bool is_currency(std::string_view code);

}  // namespace boxoffice::event

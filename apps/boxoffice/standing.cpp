#include "apps/boxoffice/standing.hpp"

#include "platform/problem/unavailable.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>

namespace boxoffice {

namespace {

constexpr std::chrono::milliseconds first_gap{100};
constexpr std::chrono::milliseconds gap_max{2'000};
constexpr std::chrono::milliseconds between_pings{1'000};
constexpr int unanswered_max = 2;  // one late answer is no outage

/// Why the attempt found nobody there; nothing when it succeeded. Other faults are thrown.
Task<std::optional<std::string>> failure_of(Task<> attempt) {
    try {
        co_await std::move(attempt);
    } catch (const Unavailable& fault) {
        co_return fault.what();
    }
    co_return std::nullopt;
}

/// The same of a ping, which finds nobody there however it fails.
Task<std::optional<std::string>> failure_of_ping(Task<> ping) {
    try {
        co_await std::move(ping);
    } catch (const boost::system::system_error& fault) {
        if (fault.code() == boost::asio::error::operation_aborted) throw;
        co_return fault.what();
    } catch (const std::exception& fault) {
        co_return fault.what();
    }
    co_return std::nullopt;
}

}  // namespace

void Standing::needs(Dependency dependency) {
    const bool prepared = !dependency.prepare;
    entries_.push_back({.dependency = std::move(dependency), .prepared = prepared});
}

Task<> Standing::prepare() {
    for (auto& entry : entries_)
        if (!entry.prepared) co_await prepare(entry);
}

Task<> Standing::prepare_now() {
    for (auto& entry : entries_) {
        if (entry.prepared) continue;
        co_await entry.dependency.prepare();
        entry.prepared = true;
    }
}

Task<> Standing::prepare(Entry& entry) {
    for (auto gap = first_gap;; gap = std::min(gap * 2, gap_max)) {
        const auto failure = co_await failure_of(entry.dependency.prepare());
        if (!failure) break;
        tell_away(entry, *failure);
        co_await clock_.sleep(gap);
    }
    entry.prepared = true;
    tell_back(entry);
}

bool Standing::is_prepared() const { return std::ranges::all_of(entries_, &Entry::prepared); }

void Standing::watch(TaskScope& scope) {
    for (auto& entry : entries_)
        if (entry.dependency.ping) scope.spawn(watch(entry));
}

Task<> Standing::watch(Entry& entry) {
    for (;;) {
        if (entry.prepared) {
            const auto failure = co_await failure_of_ping(entry.dependency.ping());
            entry.unanswered = failure ? entry.unanswered + 1 : 0;
            if (!failure) tell_back(entry);
            if (entry.unanswered >= unanswered_max) tell_away(entry, *failure);
        }
        co_await clock_.sleep(between_pings);
    }
}

std::optional<std::string> Standing::missing() const {
    std::string names;
    for (const auto& entry : entries_)
        if (entry.away || !entry.prepared) names += (names.empty() ? "" : ", ") + entry.dependency.name;
    if (names.empty()) return std::nullopt;
    return "waiting for " + names;
}

void Standing::tell_away(Entry& entry, const std::string& why) {
    if (std::exchange(entry.away, true)) return;
    log_.warning("waiting for " + entry.dependency.name, {{"why", why}});
}

void Standing::tell_back(Entry& entry) {
    if (!std::exchange(entry.away, false)) return;
    log_.info(entry.dependency.name + " is back");
}

}  // namespace boxoffice

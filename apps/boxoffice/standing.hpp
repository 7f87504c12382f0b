#pragma once

#include "platform/async/clock.hpp"
#include "platform/async/scope.hpp"
#include "platform/log/log.hpp"

#include <functional>
#include <list>
#include <optional>
#include <string>

namespace boxoffice {

/// Something outside of the process that a service needs.
struct Dependency {
    std::string name;                      ///< "MongoDB", "the event service"
    std::function<Task<>()> prepare = {};  ///< what must be done before the service serves; may be repeated
    std::function<Task<>()> ping = {};     ///< throws when there is no answer; none: not asked again
};

/// Whether a service can serve: prepares what it needs, then keeps asking whether that still answers. Says in the log,
/// once an outage, what it waits for, and when that is back. Used on the loop's thread only.
class Standing {
public:
    Standing(Clock& clock, Log log) : clock_(clock), log_(std::move(log)) {}

    void needs(Dependency dependency);

    /// Prepares, in the order of `needs`, what is not prepared yet. What does not answer (Unavailable) is tried again
    /// in growing gaps until it does, or this is cancelled; any other fault is thrown.
    Task<> prepare();
    /// The same, but what does not answer at once is thrown as Unavailable.
    Task<> prepare_now();
    /// Whether all is prepared.
    bool is_prepared() const;

    /// Asks every dependency each second from now on; `scope` owns that.
    void watch(TaskScope& scope);

    /// What is not prepared or does not answer, for people; nothing when all is well.
    std::optional<std::string> missing() const;

private:
    struct Entry {
        Dependency dependency;
        bool prepared = false;
        bool away = false;
        int unanswered = 0;  ///< pings in a row
    };
    Task<> prepare(Entry& entry);
    Task<> watch(Entry& entry);
    void tell_away(Entry& entry, const std::string& why);
    void tell_back(Entry& entry);

    Clock& clock_;
    Log log_;
    std::list<Entry> entries_;
};

}  // namespace boxoffice

#pragma once

#include "services/event/app/events.hpp"
#include "services/event/domain/draft.hpp"

namespace boxoffice::event {

struct ImportRefusal {
    std::int64_t line = 0;
    std::string detail;
};
BOOST_DESCRIBE_STRUCT(ImportRefusal, (), (line, detail))

/// What became of a file's entries.
struct ImportSummary {
    std::int64_t created = 0;
    std::int64_t changed = 0;
    std::int64_t unchanged = 0;
    std::vector<ImportRefusal> refused;
};
BOOST_DESCRIBE_STRUCT(ImportSummary, (), (created, changed, unchanged, refused))

/// Makes events of drafts. The identity of an event is its organizer and the draft's identity: importing a file again
/// creates nothing, and changes only events of which the file says something else than the last time; what the
/// organizer edited since stays. Used on the loop's thread only.
class Imports {
public:
    Imports(EventStore& store, Events& events, Clock& clock, UuidSource& ids, Log log);

    /// Adds a fault at "/capacity", "/price" or "/currency".
    static void check(const ImportDefaults& defaults, Faults& faults);

    /// The defaults have passed `check`; drafts that break a rule are refused one by one. Written in batches of 500,
    /// each all or nothing.
    Task<ImportSummary> import_events(Context context, UserId organizer, ImportDefaults defaults,
                                      std::vector<EventDraft> drafts);

private:
    std::optional<ImportItem> item_of(EventDraft draft, UserId organizer, const ImportDefaults& defaults,
                                      ImportSummary& summary);
    Task<ImportSummary> write(std::vector<ImportItem> items, ImportSummary summary);

    EventStore& store_;
    Events& events_;
    Clock& clock_;
    UuidSource& ids_;
    Log log_;
};

}  // namespace boxoffice::event

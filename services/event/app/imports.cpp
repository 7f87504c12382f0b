#include "services/event/app/imports.hpp"

#include "services/event/domain/event_rules.hpp"

#include <algorithm>

namespace boxoffice::event {

namespace {

constexpr std::size_t batch_max = 500;

std::string sentence_of(std::vector<Fault> faults) {
    std::string sentence;
    for (const auto& fault : faults) {
        if (!sentence.empty()) sentence += "; ";
        sentence += fault.pointer.substr(std::min<std::size_t>(1, fault.pointer.size())) + " " + fault.detail;
    }
    return sentence;
}

}  // namespace

Imports::Imports(EventStore& store, Events& events, Clock& clock, UuidSource& ids, Log log)
    : store_(store), events_(events), clock_(clock), ids_(ids), log_(std::move(log)) {}

void Imports::check(const ImportDefaults& defaults, Faults& faults) {
    EventDraft draft;
    draft.name = "-";
    event::check(details_of(draft, defaults), faults);
}

Task<ImportSummary> Imports::import_events(Context context, UserId organizer, ImportDefaults defaults,
                                           std::vector<EventDraft> drafts) {
    ImportSummary summary;
    std::vector<ImportItem> items;
    for (auto& draft : drafts) {
        if (auto item = item_of(std::move(draft), organizer, defaults, summary)) items.push_back(std::move(*item));
        if (items.size() < batch_max) continue;
        summary = co_await write(std::exchange(items, {}), std::move(summary));
    }
    if (!items.empty()) summary = co_await write(std::move(items), std::move(summary));
    log_.info(context.trace, "events imported",
              {{"organizer_id", organizer},
               {"created", summary.created},
               {"changed", summary.changed},
               {"unchanged", summary.unchanged},
               {"refused", summary.refused.size()}});
    co_return summary;
}

std::optional<ImportItem> Imports::item_of(EventDraft draft, UserId organizer, const ImportDefaults& defaults,
                                           ImportSummary& summary) {
    auto details = details_of(draft, defaults);
    Faults faults;
    event::check(details, faults);
    if (draft.identity.empty()) faults.add("/identity", "is missing");
    if (!faults.empty()) {
        summary.refused.push_back({draft.line, sentence_of(faults.take())});
        return std::nullopt;
    }
    const auto now = clock_.now();
    ImportItem item;
    item.identity = sha256(organizer.text() + "\n" + draft.identity);
    item.content = sha256(content_of(draft));
    item.event = {.id = {ids_.next(now)},
                  .organizer_id = organizer,
                  .details = std::move(details),
                  .created_at = now,
                  .updated_at = now};
    item.draft = std::move(draft);
    return item;
}

Task<ImportSummary> Imports::write(std::vector<ImportItem> items, ImportSummary summary) {
    const auto result = co_await store_.import(std::move(items), clock_.now());
    summary.created += std::ranges::count(result.outcomes, ImportOutcome::created);
    summary.changed += std::ranges::count(result.outcomes, ImportOutcome::changed);
    summary.unchanged += std::ranges::count(result.outcomes, ImportOutcome::unchanged);
    for (const auto& record : result.changed) events_.publish(record);
    co_return summary;
}

}  // namespace boxoffice::event

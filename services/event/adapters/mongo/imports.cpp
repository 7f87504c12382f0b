#include "services/event/adapters/mongo/imports.hpp"

#include "services/event/adapters/mongo/collections.hpp"
#include "services/event/adapters/mongo/creation.hpp"

#include <unordered_map>

namespace boxoffice::event {

namespace {

using mongo::Document;

// A portion is written within the time that the client waits for an answer.
constexpr std::size_t part_max = 500;

struct Claim {
    EventId event_id;
    std::string content;
};
using Claims = std::unordered_map<std::string, Claim>;  ///< by identity

Document content_of(const ImportItem& item) {
    return Document{{"event_id", item.event.id}, {"content", digest_text(item.content)}};
}

Claims find_claims(mongo::Database& database, const std::vector<std::string>& identities) {
    Claims claims;
    if (identities.empty()) return claims;
    for (const auto claim :
         database.collection(imports_collection).find(Document{{"_id", Document{{"$in", identities}}}}))
        claims.emplace(claim.get<std::string>("_id"),
                       Claim{claim.get<EventId>("event_id"), claim.get<std::string>("content")});
    return claims;
}

using States = std::unordered_map<EventId, InventoryState>;

States states_of(mongo::Database& database, const Claims& claims) {
    std::vector<std::string> ids;
    for (const auto& [identity, claim] : claims) ids.push_back(claim.event_id.text());
    States states;
    if (ids.empty()) return states;
    for (const auto inventory : database.collection(inventories_collection)
                                    .find(Document{{"_id", Document{{"$in", ids}}}}, {.projection = {{"state", 1}}}))
        states.emplace(inventory.get<EventId>("_id"), inventory.get<InventoryState>("state"));
    return states;
}

/// Gives the identity of a removed event to the item's; if somebody else came first, to theirs.
Claim claim_again(mongo::Database& database, const ImportItem& item, const Claim& removed) {
    auto imports = database.collection(imports_collection);
    const auto identity = digest_text(item.identity);
    imports.update_one(Document{{"_id", identity}, {"event_id", removed.event_id}},
                       Document{{"$set", content_of(item)}});
    return find_claims(database, {identity}).at(identity);
}

/// Claims what is not claimed yet; the claims of others.
Claims claim(mongo::Database& database, std::span<const ImportItem> items) {
    std::vector<Document> wanted;
    for (const auto& item : items)
        wanted.push_back(Document{{"_id", digest_text(item.identity)}}.append_all(content_of(item)));
    std::vector<std::string> identities;
    for (const auto place : database.collection(imports_collection).insert_absent(wanted))
        identities.push_back(digest_text(items[place].identity));
    return find_claims(database, identities);
}

Claim claim_of(mongo::Database& database, const ImportItem& item, const Claims& others, const States& states) {
    const auto found = others.find(digest_text(item.identity));
    if (found == others.end()) return {item.event.id, digest_text(item.content)};
    const auto state = states.find(found->second.event_id);
    const bool removed = state != states.end() && state->second == InventoryState::DELETED;
    return removed ? claim_again(database, item, found->second) : found->second;
}

Event laid_over(const EventDraft& draft, Event event, Timestamp now) {
    apply(draft, event.details);
    ++event.edit;
    event.updated_at = now;
    return event;
}

void note_imported(mongo::Database& database, std::span<const ImportChange> changes) {
    auto claims = database.collection(imports_collection).bulk();
    for (const auto& [item, event_id] : changes)
        claims.update_one(Document{{"_id", digest_text(item.identity)}, {"event_id", event_id}},
                          Document{{"$set", Document{{"content", digest_text(item.content)}}}});
    claims.run();
}

}  // namespace

std::vector<std::vector<std::size_t>> import_parts(const std::vector<ImportItem>& items) {
    std::vector<std::vector<std::size_t>> rounds;
    std::map<Digest, std::size_t> seen;
    for (std::size_t place = 0; place < items.size(); ++place) {
        const auto round = seen[items[place].identity]++;
        if (round == rounds.size()) rounds.emplace_back();
        rounds[round].push_back(place);
    }
    std::vector<std::vector<std::size_t>> parts;
    for (const auto& round : rounds)
        for (std::size_t first = 0; first < round.size(); first += part_max) {
            const auto begin = round.begin() + static_cast<std::ptrdiff_t>(first);
            parts.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(std::min(part_max, round.size() - first)));
        }
    return parts;
}

std::vector<ImportedItem> create_imported(mongo::Database& database, std::span<const ImportItem> items) {
    const auto others = claim(database, items);
    const auto states = states_of(database, others);
    std::vector<ImportedItem> imported;
    std::vector<Event> missing;
    for (const auto& item : items) {
        const auto claimed = claim_of(database, item, others, states);
        const bool same = claimed.content == digest_text(item.content);
        const bool there = states.contains(claimed.event_id);
        const auto untold = there ? ImportOutcome::unchanged : ImportOutcome::created;
        imported.push_back({claimed.event_id, same ? untold : ImportOutcome::changed});
        if (there) continue;
        missing.push_back(item.event);
        missing.back().id = claimed.event_id;
    }
    create_absent_events(database, missing);
    return imported;
}

EditAttempt attempt_reimport(mongo::Database& database, const ImportChange& change, Timestamp now) {
    auto attempt = attempt_edit(database, change.event_id, [&change, now](std::size_t, Event event) {
        return laid_over(change.item.draft, std::move(event), now);
    });
    if (attempt && *attempt) note_imported(database, {&change, 1});
    return attempt;
}

std::optional<std::vector<EventRecord>> attempt_reimports(mongo::Database& database,
                                                          const std::vector<ImportChange>& changes, Timestamp now) {
    std::vector<EventId> ids;
    for (const auto& change : changes) ids.push_back(change.event_id);
    auto records = attempt_edits(database, ids, [&changes, now](std::size_t place, Event event) {
        return laid_over(changes[place].item.draft, std::move(event), now);
    });
    if (records) note_imported(database, changes);
    return records;
}

}  // namespace boxoffice::event

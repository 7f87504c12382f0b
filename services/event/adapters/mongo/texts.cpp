#include "services/event/adapters/mongo/texts.hpp"

#include "services/event/adapters/mongo/collections.hpp"
#include "services/event/adapters/mongo/event_documents.hpp"
#include "services/event/adapters/mongo/inventory_documents.hpp"

#include <unordered_map>

namespace boxoffice::event {

namespace {

using mongo::Array;
using mongo::Document;
using mongo::View;

// Reading two documents while others write them: each turn means that somebody finished an edit in between.
constexpr int attempts_max = 20;
// Words that a list is narrowed by one by one; what goes beyond stays together, as one phrase.
constexpr std::size_t words_max = 4;

const Document pending_there{{"pending.v", Document{{"$exists", true}}}};

std::vector<std::string> phrases_of(const std::vector<std::string>& words) {
    std::vector<std::string> phrases;
    for (const auto& word : words) {
        if (phrases.size() < words_max)
            phrases.push_back(word);
        else
            phrases.back() += " " + word;
    }
    return phrases;
}

void add_position(const EventFilter::Position& after, Array& conditions) {
    const Document same_start{{"starts_at", after.starts_at}, {"_id", Document{{"$gt", after.id}}}};
    conditions.push(Document{{"starts_at", Document{{"$gte", after.starts_at}}}});
    conditions.push(Document{{"$or", Array{Document{{"starts_at", Document{{"$gt", after.starts_at}}}}, same_start}}});
}

Document filter_document(const EventFilter& filter) {
    Array conditions{Document{{"listed", true}}};
    if (filter.after) add_position(*filter.after, conditions);
    if (filter.from) conditions.push(Document{{"starts_at", Document{{"$gte", *filter.from}}}});
    if (filter.to) conditions.push(Document{{"starts_at", Document{{"$lte", *filter.to}}}});
    if (filter.topic) conditions.push(Document{{"topic_keys", *filter.topic}});
    if (filter.city) conditions.push(Document{{"city_key", *filter.city}});
    if (filter.country) conditions.push(Document{{"country_key", *filter.country}});
    for (const auto& phrase : phrases_of(filter.words))
        conditions.push(Document{{"search", Document{{"$regex", mongo::escaped_pattern(phrase)}}}});
    return Document{{"$and", conditions}};
}

std::vector<Document> find_texts(mongo::Database& database, const EventFilter& filter) {
    const mongo::FindOptions options{.sort = {{"starts_at", 1}, {"_id", 1}},
                                     .projection = {{"search", 0}, {"topic_keys", 0}},
                                     .limit = static_cast<std::int64_t>(filter.limit)};
    std::vector<Document> found;
    for (const auto texts : database.collection(events_collection).find(filter_document(filter), options))
        found.emplace_back(texts);
    return found;
}

std::unordered_map<EventId, Inventory> inventories_of(mongo::Database& database, const std::vector<Document>& texts) {
    std::vector<std::string> ids;
    for (const auto& document : texts) ids.push_back(document.view().get<std::string>("_id"));
    std::unordered_map<EventId, Inventory> found;
    for (const auto document : database.collection(inventories_collection)
                                   .find(Document{{"_id", Document{{"$in", ids}}}}, {.projection = {{"open", 0}}})) {
        auto inventory = read_inventory(document);
        found.emplace(inventory.event_id, std::move(inventory));
    }
    return found;
}

bool belong_together(View texts, const Inventory& inventory) {
    return texts.get<std::int64_t>("edit") == inventory.edit && inventory.state != InventoryState::DELETED;
}

EventRecord record_of(View texts, Inventory inventory) {
    auto event = read_event(texts, inventory);
    return {std::move(event), std::make_shared<const Inventory>(std::move(inventory))};
}

/// Nothing when an edit or a removal came in between.
std::optional<std::vector<EventRecord>> with_inventories(mongo::Database& database,
                                                         const std::vector<Document>& texts) {
    auto inventories = inventories_of(database, texts);
    std::vector<EventRecord> records;
    for (const auto& document : texts) {
        const auto found = inventories.find(document.view().get<EventId>("_id"));
        if (found == inventories.end() || !belong_together(document, found->second)) return std::nullopt;
        records.push_back(record_of(document, std::move(found->second)));
    }
    return records;
}

Document texts_update(View pending) {
    Document update{{"$set", pending.get<View>("set")}};
    if (const auto absent = pending.get<View>("unset"); !absent.empty()) update.append("$unset", absent);
    return update;
}

Document older_texts(InventoryId id, std::int64_t v) { return Document{{"_id", id}, {"v", Document{{"$lt", v}}}}; }

Document pending_at(InventoryId id, std::int64_t v) { return Document{{"_id", id}, {"pending.v", v}}; }

const Document no_longer_pending{{"$unset", Document{{"pending", true}}}};

}  // namespace

void write_texts(mongo::Database& database, InventoryId id, View pending) {
    const auto v = pending.get<std::int64_t>("v");
    try {
        database.collection(events_collection)
            .update_one(older_texts(id, v), texts_update(pending), mongo::Upsert::yes);
    } catch (const mongo::DuplicateKey&) {  // NOLINT(bugprone-empty-catch)
        // They are there already, as of this version or a later one.
    }
    database.collection(inventories_collection).update_one(pending_at(id, v), no_longer_pending);
}

void write_texts(mongo::Database& database, const std::vector<std::pair<InventoryId, Document>>& pending) {
    auto texts = database.collection(events_collection).bulk();
    auto inventories = database.collection(inventories_collection).bulk();
    for (const auto& [id, document] : pending) {
        const auto v = document.view().get<std::int64_t>("v");
        texts.update_one(older_texts(id, v), texts_update(document), true);
        inventories.update_one(pending_at(id, v), no_longer_pending);
    }
    texts.run();
    inventories.run();
}

void write_all_pending_texts(mongo::Database& database) {
    std::vector<std::pair<InventoryId, Document>> waiting;
    for (const auto inventory :
         database.collection(inventories_collection).find(pending_there, {.projection = {{"pending", 1}}}))
        waiting.emplace_back(inventory.get<InventoryId>("_id"), inventory.get<View>("pending"));
    write_texts(database, waiting);
}

std::optional<EventRecord> find_event_record(mongo::Database& database, EventId id) {
    for (int attempt = 0; attempt < attempts_max; ++attempt) {
        const auto found =
            database.collection(inventories_collection).find_one(Document{{"_id", id}}, {.projection = {{"open", 0}}});
        if (!found) return std::nullopt;
        auto inventory = read_inventory(*found);
        if (const auto pending = found->view().find<View>("pending")) write_texts(database, inventory.id, *pending);
        if (inventory.state == InventoryState::DELETED) return std::nullopt;
        const auto texts = database.collection(events_collection).find_one(Document{{"_id", id}});
        if (texts && belong_together(*texts, inventory)) return record_of(*texts, std::move(inventory));
    }
    throw std::runtime_error("event " + id.text() + ": its texts and its inventory do not come together");
}

std::optional<std::vector<EventRecord>> find_event_records(mongo::Database& database, const std::vector<EventId>& ids) {
    std::vector<std::string> wanted;
    std::unordered_map<EventId, std::size_t> places;
    for (const auto id : ids) {
        places.emplace(id, wanted.size());
        wanted.push_back(id.text());
    }
    std::vector<Document> texts(ids.size());
    std::size_t found = 0;
    for (const auto document :
         database.collection(events_collection).find(Document{{"_id", Document{{"$in", wanted}}}})) {
        texts[places.at(document.get<EventId>("_id"))] = Document(document);
        ++found;
    }
    if (found != ids.size()) return std::nullopt;
    return with_inventories(database, texts);
}

std::vector<EventRecord> list_event_records(mongo::Database& database, const EventFilter& filter) {
    for (int attempt = 0; attempt < attempts_max; ++attempt) {
        write_all_pending_texts(database);
        if (auto records = with_inventories(database, find_texts(database, filter))) return std::move(*records);
    }
    throw std::runtime_error("the list of events does not stand still");
}

}  // namespace boxoffice::event

#include "services/event/adapters/mongo/creation.hpp"

#include "services/event/adapters/mongo/collections.hpp"
#include "services/event/adapters/mongo/event_documents.hpp"
#include "services/event/adapters/mongo/inventory_documents.hpp"
#include "services/event/adapters/mongo/texts.hpp"

namespace boxoffice::event {

namespace {

using mongo::Document;
using mongo::View;

/// A new event whole: its inventory, with the texts that are to be written.
Document new_document(const Event& event) {
    const auto inventory = new_inventory(event);
    Document document{{"_id", inventory.id}};
    document.append_all(inventory_members(inventory)).append("open", Document()).append("newest", Uuid());
    return document.append("pending", pending_texts(event, inventory.v));
}

Document key_document(const KeyedAnswer& keyed, const Document& inventory, Timestamp created_at) {
    return Document{
        {"_id", digest_text(keyed.key.id)},
        {"fingerprint", digest_text(keyed.key.fingerprint)},
        {"answer",
         Document{{"status", keyed.answer.status}, {"body", keyed.answer.body}, {"location", keyed.answer.location}}},
        {"inventory", inventory},
        {"created_at", created_at}};
}

KeptAnswer read_answer(View answer) {
    return {.status = static_cast<int>(answer.get<std::int64_t>("status")),
            .body = answer.get<std::string>("body"),
            .location = answer.get<std::string>("location")};
}

void create_if_absent(mongo::Database& database, const Document& inventory) {
    if (database.collection(inventories_collection).insert_if_absent(inventory))
        write_texts(database, inventory.view().get<InventoryId>("_id"), inventory.view().get<View>("pending"));
}

/// Nothing when the key is new, and kept now.
std::optional<Created> look_up(mongo::Database& database, const KeyedAnswer& keyed, const Document& key) {
    auto keys = database.collection(keys_collection);
    while (!keys.insert_if_absent(key)) {
        const auto found = keys.find_one(Document{{"_id", digest_text(keyed.key.id)}});
        if (!found) continue;
        const auto stored = found->view();
        if (stored.get<std::string>("fingerprint") != digest_text(keyed.key.fingerprint))
            return Created{KeyUse::reused, {}};
        create_if_absent(database, Document(stored.get<View>("inventory")));
        return Created{KeyUse::replayed, read_answer(stored.get<View>("answer"))};
    }
    return std::nullopt;
}

}  // namespace

Created create_event(mongo::Database& database, const Event& event, const std::optional<KeyedAnswer>& keyed) {
    const auto inventory = new_document(event);
    if (!keyed) {
        database.collection(inventories_collection).insert_one(inventory);
        write_texts(database, inventory_of(event.id), inventory.view().get<View>("pending"));
        return {};
    }
    if (auto known = look_up(database, *keyed, key_document(*keyed, inventory, event.created_at))) return *known;
    create_if_absent(database, inventory);
    return {};
}

void create_absent_events(mongo::Database& database, std::span<const Event> events) {
    std::vector<Document> inventories;
    std::vector<Document> texts;
    std::vector<std::string> ids;
    for (const auto& event : events) {
        inventories.push_back(new_document(event));
        const auto members = inventories.back().view().get<View>("pending").get<View>("set");
        texts.push_back(Document{{"_id", event.id}}.append_all(members));
        ids.push_back(event.id.text());
    }
    if (ids.empty()) return;
    database.collection(inventories_collection).insert_absent(inventories);
    database.collection(events_collection).insert_absent(texts);
    // A new inventory has version 1: another pending of one that was there already stays.
    database.collection(inventories_collection)
        .update_many(Document{{"_id", Document{{"$in", ids}}}, {"pending.v", std::int64_t{1}}},
                     Document{{"$unset", Document{{"pending", true}}}});
}

}  // namespace boxoffice::event

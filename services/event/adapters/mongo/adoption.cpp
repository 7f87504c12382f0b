#include "services/event/adapters/mongo/adoption.hpp"

#include "services/event/adapters/mongo/collections.hpp"
#include "services/event/adapters/mongo/event_documents.hpp"
#include "services/event/adapters/mongo/inventory_documents.hpp"

namespace boxoffice::event {

namespace {

using mongo::Document;
using mongo::View;

Document import_document(const EventCopy& copy) {
    return Document{{"_id", digest_text(copy.mark->identity)},
                    {"event_id", copy.inventory.event_id},
                    {"content", digest_text(copy.mark->content)}};
}

Document texts_document(const EventCopy& copy) {
    const auto pending = pending_texts(*copy.event, copy.inventory.v);
    return Document{{"_id", copy.event->id}}.append_all(pending.view().get<View>("set"));
}

Document inventory_document(const EventCopy& copy) {
    Document document{{"_id", copy.inventory.id}};
    document.append_all(inventory_members(copy.inventory)).append("open", Document());
    if (copy.is_closure_to_tell && copy.event)
        document.append("todo", mongo::Array{"tell_booking"}).append("cancelled_at", copy.event->updated_at);
    return document;
}

void insert_absent(mongo::Database& database, const char* collection, const std::vector<Document>& documents) {
    if (!documents.empty()) database.collection(collection).insert_absent(documents);
}

}  // namespace

void adopt_events(mongo::Database& database, std::span<const EventCopy> copies) {
    std::vector<Document> imports;
    std::vector<Document> texts;
    std::vector<Document> inventories;
    for (const auto& copy : copies) {
        if (copy.mark) imports.push_back(import_document(copy));
        if (copy.event) texts.push_back(texts_document(copy));
        inventories.push_back(inventory_document(copy));
    }
    insert_absent(database, imports_collection, imports);
    insert_absent(database, events_collection, texts);
    insert_absent(database, inventories_collection, inventories);
}

}  // namespace boxoffice::event

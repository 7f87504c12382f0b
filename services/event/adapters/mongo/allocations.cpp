#include "services/event/adapters/mongo/allocations.hpp"

#include "services/event/adapters/mongo/collections.hpp"

namespace boxoffice::event {

namespace {

using mongo::Document;
using mongo::View;

Registers read_all(mongo::Cursor documents) {
    Registers registers;
    for (const auto document : documents)
        registers.emplace(booking_in(document.get<std::string_view>("_id")), read_register(document));
    return registers;
}

Document allocation_document(InventoryId id, const Uuid& booking_id, const Register& entry) {
    return Document{{"_id", allocation_id(id, booking_id)}, {"inventory_id", id}}.append_all(register_members(entry));
}

}  // namespace

Registers find_written(mongo::Database& database, InventoryId id, const std::vector<Uuid>& bookings) {
    if (bookings.empty()) return {};
    std::vector<std::string> ids;
    ids.reserve(bookings.size());
    for (const auto& booking_id : bookings) ids.push_back(allocation_id(id, booking_id));
    return read_all(database.collection(allocations_collection).find(Document{{"_id", Document{{"$in", ids}}}}));
}

Registers find_written_of(mongo::Database& database, InventoryId id, const std::set<std::string>& holders) {
    if (holders.empty()) return {};
    return read_all(database.collection(allocations_collection)
                        .find(Document{{"inventory_id", id}, {"holder", Document{{"$in", holders}}}}));
}

void write_out(mongo::Database& database, InventoryId id, const Registers& registers) {
    if (registers.empty()) return;
    auto allocations = database.collection(allocations_collection);
    std::vector<Document> documents;
    std::vector<const Registers::value_type*> places;
    for (const auto& entry : registers) {
        documents.push_back(allocation_document(id, entry.first, entry.second));
        places.push_back(&entry);
    }
    auto updates = allocations.bulk();
    for (const auto place : allocations.insert_absent(documents)) {
        const auto& [booking_id, entry] = *places[place];
        updates.update_one(Document{{"_id", allocation_id(id, booking_id)}, {"n", Document{{"$lt", entry.n}}}},
                           Document{{"$set", register_members(entry)}});
    }
    updates.run();
}

std::optional<Register> find_register_document(mongo::Database& database, InventoryId id, const Uuid& booking_id) {
    const auto place = "open." + booking_id.text();
    const auto inventory =
        database.collection(inventories_collection).find_one(Document{{"_id", id}}, {.projection = {{place, 1}}});
    if (!inventory) return std::nullopt;
    if (const auto open = inventory->view().find<View>("open"))
        if (const auto entry = open->find<View>(booking_id.text())) return read_register(*entry);
    const auto written = find_written(database, id, {booking_id});
    return written.empty() ? std::nullopt : std::optional(written.begin()->second);
}

std::string allocation_id(InventoryId id, const Uuid& booking_id) {
    auto text = id.text();
    text += '/';
    booking_id.append_to(text);
    return text;
}

Uuid booking_in(std::string_view allocation_id) {
    const auto id = Uuid::parse(allocation_id.substr(allocation_id.find('/') + 1));
    if (!id) throw std::runtime_error("stored register: \"" + std::string(allocation_id) + "\" names no booking");
    return *id;
}

}  // namespace boxoffice::event

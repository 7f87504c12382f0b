#include "services/event/adapters/mongo/collections.hpp"

#include "platform/id/hexadecimal.hpp"

namespace boxoffice::event {

namespace {

using mongo::Document;

constexpr std::int64_t schema_version = 1;
constexpr std::chrono::hours keys_are_kept{48};

}  // namespace

std::string digest_text(const Digest& digest) {
    std::string text;
    append_hexadecimal(text, digest);
    return text;
}

void prepare_collections(mongo::Database& database) {
    const std::vector<mongo::Indexes> indexes{
        {events_collection, {{.name = "soonest_first", .keys = {{"listed", 1}, {"starts_at", 1}, {"_id", 1}}}}},
        {inventories_collection,
         {{.name = "pending", .keys = {{"pending.v", 1}}, .only_where = {{"pending.v", Document{{"$exists", true}}}}},
          {.name = "to_tell",
           .keys = {{"todo", 1}, {"cancelled_at", 1}},
           .only_where = {{"todo", Document{{"$exists", true}}}}}}},
        {allocations_collection, {{.name = "holder", .keys = {{"inventory_id", 1}, {"holder", 1}}}}},
        {keys_collection, {{.name = "old_keys_go", .keys = {{"created_at", 1}}, .expires_after = keys_are_kept}}}};
    mongo::prepare_schema(database, "event", schema_version, indexes);
}

}  // namespace boxoffice::event

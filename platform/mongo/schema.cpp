#include "platform/mongo/schema.hpp"

#include <chrono>

namespace boxoffice::mongo {

namespace {

void refuse_newer(Collection& schema, std::string_view service, std::int64_t version) {
    const auto found = schema.find_one(Document{{"_id", service}});
    const auto stored = found ? found->view().get<std::int64_t>("version") : 0;
    if (stored > version)
        throw std::runtime_error("MongoDB: the schema of " + std::string(service) + " has version " +
                                 std::to_string(stored) + ", this program knows " + std::to_string(version));
}

// Two instances that make a collection in the same moment can get in each other's way.
void create(Database& database, const Indexes& wanted) {
    using Clock = std::chrono::steady_clock;
    const auto until = Clock::now() + std::chrono::seconds(1);
    for (;;) {
        try {
            return database.collection(wanted.collection).create_indexes(wanted.indexes);
        } catch (const std::runtime_error&) {
            if (Clock::now() > until) throw;
        }
    }
}

}  // namespace

void prepare_schema(Database& database, std::string_view service, std::int64_t version,
                    std::span<const Indexes> indexes) {
    auto schema = database.collection("schema");
    refuse_newer(schema, service, version);
    for (const auto& wanted : indexes)
        if (!wanted.indexes.empty()) create(database, wanted);
    schema.insert_if_absent(Document{{"_id", service}, {"version", version}});
    schema.update_one(Document{{"_id", service}, {"version", Document{{"$lt", version}}}},
                      Document{{"$set", Document{{"version", version}}}});
    refuse_newer(schema, service, version);
}

}  // namespace boxoffice::mongo

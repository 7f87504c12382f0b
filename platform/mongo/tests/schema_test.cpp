#include "platform/mongo/schema.hpp"
#include "platform/async/run.hpp"
#include "platform/mongo/client.hpp"
#include "platform/mongo/testing/scratch_database.hpp"
#include "platform/testing/turning.hpp"

#include <gmock/gmock.h>

namespace boxoffice::mongo {
namespace {

void prepare(Database& database, std::int64_t version) {
    const std::vector<Indexes> indexes{{"things", {{.name = "by_size", .keys = {{"size", 1}}}}}};
    prepare_schema(database, "event", version, indexes);
}

TEST(MongoSchemaTest, many_instances_prepare_it_at_once) {
    const ScratchDatabase scratch;
    Loop loop;
    Client client(loop, scratch.address());
    std::vector<std::future<void>> instances;
    for (int i = 0; i < 8; ++i)
        instances.push_back(start(loop, client.run([](Database& database) { prepare(database, 1); })));
    loop.restart();
    loop.run();
    for (auto& instance : instances) EXPECT_NO_THROW(instance.get());
}

TEST(MongoSchemaTest, an_older_one_is_brought_up_to_date_and_a_newer_one_is_refused) {
    const ScratchDatabase scratch;
    Loop loop;
    Client client(loop, scratch.address());
    run(loop, client.run([](Database& database) {
        prepare(database, 1);
        prepare(database, 2);
        EXPECT_THROW(prepare(database, 1), std::runtime_error);
        const auto stored = database.collection("schema").find_one(Document{{"_id", "event"}});
        EXPECT_EQ(stored->view().get<std::int64_t>("version"), 2);
    }));
}

}  // namespace
}  // namespace boxoffice::mongo

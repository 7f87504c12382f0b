#include "platform/async/run.hpp"
#include "platform/mongo/client.hpp"
#include "platform/mongo/testing/scratch_database.hpp"

#include <gmock/gmock.h>

namespace boxoffice::mongo {
namespace {

using testing::ElementsAre;

/// Runs a test's work on a collection of its own.
class MongoCollectionTest : public testing::Test {
protected:
    template <class Work>
    auto with(Work work) {
        return run(loop, client.run([work](Database& database) {
            auto things = database.collection("things");
            return work(things);
        }));
    }

    ScratchDatabase scratch;
    Loop loop;
    Client client{loop, scratch.address()};
};

std::vector<std::string> ids(Cursor cursor) {
    std::vector<std::string> found;
    for (const auto document : cursor) found.push_back(document.get<std::string>("_id"));
    return found;
}

Document thing(const char* id, std::int64_t size) { return Document{{"_id", id}, {"size", size}}; }

TEST_F(MongoCollectionTest, a_duplicate_is_told_apart_from_other_faults) {
    with([](Collection& things) {
        things.insert_one(thing("a", 1));
        EXPECT_THROW(things.insert_one(thing("a", 2)), DuplicateKey);
        EXPECT_FALSE(things.insert_if_absent(thing("a", 3)));
        EXPECT_TRUE(things.insert_if_absent(thing("b", 4)));
        EXPECT_EQ(things.find_one(Document{{"_id", "a"}})->view().get<std::int64_t>("size"), 1);
        EXPECT_FALSE(things.find_one(Document{{"_id", "z"}}));
    });
}

TEST_F(MongoCollectionTest, many_are_inserted_around_those_that_are_there) {
    with([](Collection& things) {
        things.insert_one(thing("b", 0));
        const std::vector documents{thing("a", 1), thing("b", 2), thing("c", 3), thing("a", 4)};
        EXPECT_THAT(things.insert_absent(documents), ElementsAre(1, 3));
        EXPECT_THAT(things.insert_absent({}), ElementsAre());
        EXPECT_EQ(things.count({}), 3);
        EXPECT_EQ(things.count(Document{{"size", 0}}), 1);
    });
}

TEST_F(MongoCollectionTest, find_sorts_limits_and_goes_past_a_batch) {
    with([](Collection& things) {
        std::vector<Document> documents;
        for (int i = 0; i < 300; ++i)
            documents.push_back(Document{{"_id", std::to_string(1000 + i)}, {"size", std::int64_t{-i}}});
        things.insert_absent(documents);
        EXPECT_EQ(ids(things.find({})).size(), 300U);
        EXPECT_THAT(ids(things.find({}, {.sort = {{"size", 1}}, .projection = {{"_id", 1}}, .limit = 2})),
                    ElementsAre("1299", "1298"));
    });
}

TEST_F(MongoCollectionTest, updates_count_what_they_found) {
    with([](Collection& things) {
        things.insert_absent(std::vector{thing("a", 1), thing("b", 1)});
        const Document grow{{"$inc", Document{{"size", 1}}}};
        EXPECT_EQ(things.update_one(Document{{"_id", "a"}, {"size", 1}}, grow).matched, 1);
        EXPECT_EQ(things.update_one(Document{{"_id", "a"}, {"size", 1}}, grow).matched, 0);
        EXPECT_EQ(things.update_many({}, grow).modified, 2);
        const auto upserted =
            things.update_one(Document{{"_id", "c"}}, Document{{"$set", Document{{"size", 9}}}}, Upsert::yes);
        EXPECT_TRUE(upserted.upserted);
        EXPECT_EQ(things.replace_one(Document{{"_id", "c"}}, thing("c", 5)).matched, 1);
        EXPECT_EQ(things.delete_one(Document{{"_id", "c"}}), 1);
        EXPECT_EQ(things.delete_many({}), 2);
    });
}

TEST_F(MongoCollectionTest, a_pipeline_takes_values_from_outside_as_they_are) {
    with([](Collection& things) {
        things.insert_one(thing("a", 1));
        const Array pipeline{
            Document{{"$set", Document{{"note", literal("$size")}, {"size", Document{{"$add", Array{"$size", 1}}}}}}}};
        EXPECT_EQ(things.update_many(Document{{"_id", "a"}}, pipeline).modified, 1);
        const auto found = *things.find_one({});
        EXPECT_EQ(found.view().get<std::string>("note"), "$size");
        EXPECT_EQ(found.view().get<std::int64_t>("size"), 2);
    });
}

TEST_F(MongoCollectionTest, find_one_and_update_gives_what_was_or_what_is) {
    with([](Collection& things) {
        things.insert_one(thing("a", 1));
        const Document grow{{"$inc", Document{{"size", 1}}}};
        const Document a{{"_id", "a"}};
        EXPECT_EQ(things.find_one_and_update(a, grow)->view().get<std::int64_t>("size"), 2);
        EXPECT_EQ(things.find_one_and_update(a, grow, Returns::before)->view().get<std::int64_t>("size"), 2);
        EXPECT_FALSE(things.find_one_and_update(Document{{"_id", "z"}}, grow));
    });
}

TEST_F(MongoCollectionTest, a_bulk_mixes_writes) {
    with([](Collection& things) {
        things.insert_one(thing("a", 1));
        auto bulk = things.bulk();
        bulk.insert(thing("a", 5)).insert(thing("b", 2));
        bulk.update_one(Document{{"_id", "a"}}, Document{{"$inc", Document{{"size", 1}}}});
        bulk.replace_one(Document{{"_id", "c"}}, thing("c", 3), true);
        const auto counts = bulk.run();
        EXPECT_THAT(counts.duplicates, ElementsAre(0));
        EXPECT_EQ(counts.inserted, 1);
        EXPECT_EQ(counts.matched, 1);
        EXPECT_EQ(counts.upserted, 1);
        EXPECT_EQ(things.bulk().run().matched, 0);
        EXPECT_THROW(things.bulk().update_one({}, Document{{"$no_operator", 1}}).run(), Error);
    });
}

TEST_F(MongoCollectionTest, indexes_are_made_once_and_a_partial_unique_one_binds_only_its_part) {
    with([](Collection& things) {
        const std::vector<Index> indexes{
            {.name = "by_size", .keys = {{"size", 1}}},
            {.name = "one_mark",
             .keys = {{"mark", 1}},
             .unique = true,
             .only_where = {{"mark", Document{{"$exists", true}}}}},
            {.name = "gone", .keys = {{"time", 1}}, .expires_after = std::chrono::hours(24)}};
        things.create_indexes(indexes);
        things.create_indexes(indexes);
        things.insert_one(thing("a", 1));
        things.insert_one(thing("b", 1));
        things.insert_one(Document{{"_id", "c"}, {"mark", "x"}});
        EXPECT_THROW(things.insert_one(Document{{"_id", "d"}, {"mark", "x"}}), DuplicateKey);
    });
}

TEST_F(MongoCollectionTest, an_aggregation_sums) {
    with([](Collection& things) {
        things.insert_absent(std::vector{thing("a", 1), thing("b", 2)});
        const Array pipeline{Document{{"$group", Document{{"_id", "all"}, {"total", Document{{"$sum", "$size"}}}}}}};
        for (const auto document : things.aggregate(pipeline)) EXPECT_EQ(document.get<std::int64_t>("total"), 3);
    });
}

}  // namespace
}  // namespace boxoffice::mongo

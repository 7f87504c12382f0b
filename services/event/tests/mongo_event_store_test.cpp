#include "services/event/tests/event_store_contract.hpp"
#include "services/event/tests/mongo_instance.hpp"

namespace boxoffice::event::test {
namespace {

class Database final : public EventPlace {
public:
    static std::unique_ptr<EventPlace> make() { return std::make_unique<Database>(); }
    std::unique_ptr<EventStore> open(Loop& loop) override { return std::make_unique<MongoInstance>(loop, address_); }

private:
    Secret address_ = emptied_database().address();
};

INSTANTIATE_TEST_SUITE_P(Mongo, EventStoreContract, testing::Values(StoreUnderTest{"mongo", Database::make}),
                         [](const auto& instance) { return instance.param.name; });

}  // namespace
}  // namespace boxoffice::event::test

#include "services/user/adapters/sqlite/sqlite_user_store.hpp"

#include "platform/testing/temporary_folder.hpp"
#include "services/user/tests/user_store_contract.hpp"

namespace boxoffice::user {
namespace {

class SqlitePlace final : public UserStorePlace {
public:
    std::shared_ptr<UserStore> open(Loop& loop) override {
        return std::make_shared<SqliteUserStore>(loop, folder_.file("user.sqlite"));
    }

private:
    TemporaryFolder folder_;
};

INSTANTIATE_TEST_SUITE_P(Sqlite, UserStoreContract,
                         testing::Values(StoreUnderTest{"sqlite", [] { return std::make_unique<SqlitePlace>(); }}),
                         [](const auto& param) { return param.param.name; });

}  // namespace
}  // namespace boxoffice::user

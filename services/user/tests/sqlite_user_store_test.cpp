#include "services/user/adapters/sqlite/sqlite_user_store.hpp"

#include "services/user/tests/user_store_contract.hpp"

namespace boxoffice::user {
namespace {

std::unique_ptr<UserStore> open_sqlite(Loop& loop, const std::filesystem::path& folder) {
    return std::make_unique<SqliteUserStore>(loop, (folder / "user.sqlite").string());
}

INSTANTIATE_TEST_SUITE_P(Sqlite, UserStoreContract, testing::Values(StoreUnderTest{"sqlite", open_sqlite}),
                         [](const auto& param) { return param.param.name; });

}  // namespace
}  // namespace boxoffice::user

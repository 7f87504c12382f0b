#include "services/payment/adapters/sqlite/sqlite_ledger.hpp"
#include "services/payment/tests/ledger_contract.hpp"

namespace boxoffice::payment {

INSTANTIATE_TEST_SUITE_P(Sqlite, LedgerContract, testing::Values([](Loop& loop, const std::filesystem::path& folder) {
                             return std::make_unique<SqliteLedger>(loop, folder / "payment.db");
                         }));

}  // namespace boxoffice::payment

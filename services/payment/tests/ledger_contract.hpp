#pragma once

#include "platform/async/run.hpp"
#include "platform/testing/temporary_folder.hpp"
#include "services/payment/ports/ledger.hpp"

#include <gtest/gtest.h>
#include <functional>
#include <memory>

namespace boxoffice::payment {

/// What every Ledger must do. An adapter instantiates it with a function that opens the ledger in a folder; opening the
/// same folder again shows the same book.
class LedgerContract
    : public testing::TestWithParam<std::function<std::unique_ptr<Ledger>(Loop&, const std::filesystem::path&)>> {
protected:
    void open() {
        ledger.reset();
        ledger = GetParam()(loop, folder.path());
    }
    void SetUp() override { open(); }

    Payment payment(std::optional<std::string> key = std::nullopt);

    TemporaryFolder folder;
    Loop loop;
    std::unique_ptr<Ledger> ledger;
    SystemRandom random;
    UuidSource ids{random};
};

}  // namespace boxoffice::payment

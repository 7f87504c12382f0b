#pragma once

#include "platform/async/run.hpp"
#include "platform/testing/temporary_folder.hpp"
#include "services/user/ports/user_store.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <memory>

namespace boxoffice::user {

/// How the suite opens the store under test: called again after it was closed, it finds what was there.
struct StoreUnderTest {
    std::string name;
    std::function<std::unique_ptr<UserStore>(Loop&, const std::filesystem::path& folder)> open;
};

/// What every UserStore keeps; each adapter instantiates it.
class UserStoreContract : public testing::TestWithParam<StoreUnderTest> {
protected:
    UserStoreContract() : store_(GetParam().open(loop_, folder_.path())) {}

    void reopen() {
        store_.reset();
        store_ = GetParam().open(loop_, folder_.path());
    }
    User add(const std::string& email, Role role = Role::attendee);
    std::string open_session(const User& user, const std::string& id);
    Changed change(const User& user, UserChange change);

    Timestamp now_{std::chrono::milliseconds(1'800'000'000'000)};
    Loop loop_;
    TemporaryFolder folder_;
    std::unique_ptr<UserStore> store_;
    std::uint8_t next_id_ = 1;
};

}  // namespace boxoffice::user

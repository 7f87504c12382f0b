#pragma once

#include "platform/async/run.hpp"
#include "platform/testing/turning.hpp"
#include "services/user/ports/user_store.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <memory>

namespace boxoffice::user {

/// Where the data of a store under test are.
class UserStorePlace {
public:
    virtual ~UserStorePlace() = default;
    /// Called again after the store was closed, it finds what was there.
    virtual std::shared_ptr<UserStore> open(Loop& loop) = 0;
};

/// How the suite gets an empty place.
struct StoreUnderTest {
    std::string name;
    std::function<std::unique_ptr<UserStorePlace>()> make_place;
};

/// What every UserStore keeps; each adapter instantiates it.
class UserStoreContract : public testing::TestWithParam<StoreUnderTest> {
protected:
    UserStoreContract() : place_(GetParam().make_place()), store_(place_->open(loop_)) {}

    void reopen() {
        store_.reset();
        store_ = place_->open(loop_);
    }
    User add(const std::string& email, Role role = Role::attendee);
    std::string open_session(const User& user, const std::string& id);
    Changed change(const User& user, UserChange change);

    Timestamp now_{std::chrono::milliseconds(1'800'000'000'000)};
    Loop loop_;
    std::unique_ptr<UserStorePlace> place_;
    std::shared_ptr<UserStore> store_;
    std::uint8_t next_id_ = 1;
};

}  // namespace boxoffice::user

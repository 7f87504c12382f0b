#include "services/user/adapters/argon2/argon2_hasher.hpp"

#include "platform/async/run.hpp"

#include <gmock/gmock.h>
#include <sodium.h>

namespace boxoffice::user {
namespace {

using testing::StartsWith;

TEST(Argon2HasherTest, a_hash_verifies_its_own_password_only_and_is_never_the_same_twice) {
    Loop loop;
    WorkerPool pool(loop, "passwords", 1, 8);
    Argon2Hasher hasher(pool, {.passes = 1, .memory_bytes = 8192});
    const auto hash = run(loop, hasher.hash(Secret("correct horse"))).value();
    EXPECT_EQ(run(loop, hasher.verify(hash, Secret("correct horse"))), true);
    EXPECT_EQ(run(loop, hasher.verify(hash, Secret("correct horsf"))), false);
    EXPECT_EQ(run(loop, hasher.verify("nonsense", Secret("correct horse"))), false);
    EXPECT_NE(run(loop, hasher.hash(Secret("correct horse"))), hash);
}

TEST(Argon2HasherTest, the_costs_are_what_owasp_asks_for) {
    Loop loop;
    WorkerPool pool(loop, "passwords", 1, 8);
    EXPECT_THAT(Argon2Hasher(pool).decoy(), StartsWith("$argon2id$v=19$m=19456,t=2,p=1$"));
}

// What cannot be read as a hash is refused at once, and who asks would see by the time whether there is such an
// account.
TEST(Argon2HasherTest, the_decoy_is_read_as_a_hash_of_the_same_cost_and_refuses) {
    Loop loop;
    WorkerPool pool(loop, "passwords", 1, 8);
    constexpr Argon2Hasher::Cost cost;
    Argon2Hasher hasher(pool);
    const auto hash = run(loop, hasher.hash(Secret("correct horse"))).value();
    EXPECT_EQ(hasher.decoy().size(), hash.size());
    EXPECT_EQ(crypto_pwhash_str_needs_rehash(hasher.decoy().c_str(), cost.passes, cost.memory_bytes), 0);
    EXPECT_NE(crypto_pwhash_str_needs_rehash("nonsense", cost.passes, cost.memory_bytes), 0);
    EXPECT_EQ(run(loop, hasher.verify(hasher.decoy(), Secret("correct horse"))), false);
    EXPECT_NE(Argon2Hasher(pool).decoy(), hasher.decoy());
}

TEST(Argon2HasherTest, when_too_many_wait_there_is_no_answer) {
    Loop loop;
    WorkerPool pool(loop, "passwords", 1, 0);
    Argon2Hasher hasher(pool, {.passes = 1, .memory_bytes = 8192});
    EXPECT_EQ(run(loop, hasher.hash(Secret("correct horse"))), std::nullopt);
    EXPECT_EQ(run(loop, hasher.verify(hasher.decoy(), Secret("correct horse"))), std::nullopt);
}

}  // namespace
}  // namespace boxoffice::user

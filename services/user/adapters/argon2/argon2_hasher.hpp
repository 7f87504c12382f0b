#pragma once

#include "platform/async/worker_pool.hpp"
#include "services/user/ports/password_hasher.hpp"

namespace boxoffice::user {

/// Argon2id by libsodium: 19 MiB, two passes, one lane (OWASP's first choice), on the pool's threads.
class Argon2Hasher final : public PasswordHasher {
public:
    struct Cost {
        unsigned long long passes = 2;
        std::size_t memory_bytes = 19 * 1024 * 1024;
    };
    /// Makes the decoy, which costs as much to refuse as any other hash. Throws std::runtime_error when libsodium
    /// cannot be used.
    Argon2Hasher(WorkerPool& pool, Cost cost);
    explicit Argon2Hasher(WorkerPool& pool) : Argon2Hasher(pool, Cost()) {}

    Task<std::optional<std::string>> hash(Secret password) override;
    Task<std::optional<bool>> verify(std::string hash, Secret password) override;
    const std::string& decoy() const override { return decoy_; }

private:
    WorkerPool& pool_;
    Cost cost_;
    std::string decoy_;
};

}  // namespace boxoffice::user

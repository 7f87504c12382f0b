#include "services/user/adapters/argon2/argon2_hasher.hpp"

#include <sodium.h>

#include <stdexcept>

namespace boxoffice::user {

namespace {

std::string hash_now(const std::string& password, Argon2Hasher::Cost cost) {
    std::array<char, crypto_pwhash_STRBYTES> text{};
    if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(), cost.passes, cost.memory_bytes,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        throw std::runtime_error("argon2id has no memory");
    return text.data();
}

std::string random_password() {
    std::string password(32, '\0');
    randombytes_buf(password.data(), password.size());
    return password;
}

}  // namespace

Argon2Hasher::Argon2Hasher(WorkerPool& pool, Cost cost) : pool_(pool), cost_(cost) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be used");
    decoy_ = hash_now(random_password(), cost_);
}

Task<std::optional<std::string>> Argon2Hasher::hash(Secret password) {
    co_return co_await pool_.run(
        [password = std::move(password), cost = cost_] { return hash_now(password.reveal(), cost); });
}

Task<std::optional<bool>> Argon2Hasher::verify(std::string hash, Secret password) {
    co_return co_await pool_.run([hash = std::move(hash), password = std::move(password)] {
        return crypto_pwhash_str_verify(hash.c_str(), password.reveal().data(), password.reveal().size()) == 0;
    });
}

}  // namespace boxoffice::user

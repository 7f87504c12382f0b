#include "services/user/adapters/argon2/argon2_hasher.hpp"

#include <sodium.h>

#include <array>
#include <stdexcept>
#include <vector>

namespace boxoffice::user {

namespace {

constexpr std::size_t digest_bytes = 32;

std::string hash_now(const std::string& password, Argon2Hasher::Cost cost) {
    std::array<char, crypto_pwhash_STRBYTES> text{};
    if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(), cost.passes, cost.memory_bytes,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        throw std::runtime_error("argon2id has no memory");
    return text.data();
}

std::string random_base64(std::size_t size) {
    constexpr auto variant = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
    std::vector<unsigned char> bytes(size);
    randombytes_buf(bytes.data(), bytes.size());
    std::string text(sodium_base64_encoded_len(size, variant), '\0');
    sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), variant);
    text.pop_back();  // the terminator
    return text;
}

/// The hash of no password that anybody knows, without the work of one: what it takes to refuse it is the same.
std::string decoy_at(Argon2Hasher::Cost cost) {
    return "$argon2id$v=19$m=" + std::to_string(cost.memory_bytes / 1024) + ",t=" + std::to_string(cost.passes) +
           ",p=1$" + random_base64(crypto_pwhash_SALTBYTES) + "$" + random_base64(digest_bytes);
}

}  // namespace

Argon2Hasher::Argon2Hasher(WorkerPool& pool, Cost cost) : pool_(pool), cost_(cost) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be used");
    decoy_ = decoy_at(cost_);
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

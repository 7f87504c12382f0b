#include "services/user/api/csrf.hpp"

#include <fmt/ranges.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <stdexcept>

namespace boxoffice::user {

std::string csrf_token(const Secret& service_secret, std::string_view session) {
    // The prefix keeps these apart from anything else that is ever signed with the same secret.
    const auto message = "csrf:" + std::string(session);
    const auto& key = service_secret.reveal();
    std::array<unsigned char, 32> code{};
    if (!HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
              reinterpret_cast<const unsigned char*>(message.data()), message.size(), code.data(), nullptr))
        throw std::runtime_error("HMAC-SHA256 failed");
    return fmt::format("{:02x}", fmt::join(code, ""));
}

bool csrf_token_matches(const Secret& service_secret, std::string_view session, std::string_view token) {
    if (session.empty()) return false;
    const auto expected = csrf_token(service_secret, session);
    return token.size() == expected.size() && CRYPTO_memcmp(token.data(), expected.data(), expected.size()) == 0;
}

}  // namespace boxoffice::user

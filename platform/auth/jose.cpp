#include "platform/auth/jose.hpp"

#include <cjose/base64.h>
#include <openssl/evp.h>

#include <stdexcept>

namespace boxoffice::auth::jose {

Key import_p256(std::string_view jwk) {
    cjose_err error{};
    Key key(cjose_jwk_import(jwk.data(), jwk.size(), &error));
    if (!key || cjose_jwk_get_kty(key.get(), &error) != CJOSE_JWK_KTY_EC) return {};
    if (cjose_jwk_EC_get_curve(key.get(), &error) != CJOSE_JWK_EC_P_256) return {};
    return key;
}

std::string export_jwk(const cjose_jwk_t* key, bool with_private_half) {
    cjose_err error{};
    const Text text(cjose_jwk_to_json(key, with_private_half, &error));
    if (!text) throw std::runtime_error(std::string("cannot write a JWK: ") + error.message);
    return text.get();
}

std::string base64url(std::string_view bytes) {
    char* encoded = nullptr;
    std::size_t length = 0;
    cjose_err error{};
    if (!cjose_base64url_encode(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(), &encoded, &length,
                                &error))
        throw std::runtime_error(std::string("cannot encode base64url: ") + error.message);
    const Text owned(encoded);
    return {encoded, length};
}

std::string sha256(std::string_view bytes) {
    std::string digest(32, '\0');
    if (EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), nullptr, EVP_sha256(),
                   nullptr) != 1)
        throw std::runtime_error("SHA-256 failed");
    return digest;
}

}  // namespace boxoffice::auth::jose

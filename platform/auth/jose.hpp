#pragma once

#include <cjose/jwk.h>
#include <cjose/jws.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

/// Owners for what cjose hands out. Inside platform/auth only.
namespace boxoffice::auth::jose {

struct ReleaseKey {
    void operator()(cjose_jwk_t* key) const { cjose_jwk_release(key); }
};
struct ReleaseSignature {
    void operator()(cjose_jws_t* signature) const { cjose_jws_release(signature); }
};
struct ReleaseHeader {
    void operator()(cjose_header_t* header) const { cjose_header_release(header); }
};
struct FreeText {
    void operator()(char* text) const { std::free(text); }
};

using Key = std::unique_ptr<cjose_jwk_t, ReleaseKey>;
using Signature = std::unique_ptr<cjose_jws_t, ReleaseSignature>;
using Header = std::unique_ptr<cjose_header_t, ReleaseHeader>;
using Text = std::unique_ptr<char, FreeText>;

/// The key that a JWK's text holds; empty unless it is one of the curve P-256.
Key import_p256(std::string_view jwk);

/// The key as a JWK; throws std::runtime_error when cjose refuses.
std::string export_jwk(const cjose_jwk_t* key, bool with_private_half);

/// Base64url without padding (RFC 7515).
std::string base64url(std::string_view bytes);

/// SHA-256, 32 bytes.
std::string sha256(std::string_view bytes);

}  // namespace boxoffice::auth::jose

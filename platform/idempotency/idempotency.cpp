#include "platform/idempotency/idempotency.hpp"

#include <openssl/evp.h>

#include <stdexcept>

namespace boxoffice {

namespace {

constexpr std::size_t header_bytes_max = 255;

bool is_printable_ascii(char character) { return character >= 0x20 && character <= 0x7e; }

/// Appends a part so that no two lists of parts give the same text.
void append_part(std::string& out, std::string_view part) {
    out += std::to_string(part.size());
    out += ':';
    out += part;
}

}  // namespace

Digest sha256(std::string_view bytes) {
    Digest digest;
    if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("SHA-256 failed");
    return digest;
}

std::optional<IdempotencyKey> IdempotencyKey::of(const Caller& caller, std::string_view route, std::string_view header,
                                                 std::string_view canonical_body, Faults& faults) {
    if (header.empty()) return std::nullopt;
    if (header.size() > header_bytes_max || !std::ranges::all_of(header, is_printable_ascii)) {
        faults.add("Idempotency-Key", "must be 1 to 255 printable ASCII characters");
        return std::nullopt;
    }
    std::string identity;
    append_part(identity, caller.subject);
    append_part(identity, route);
    append_part(identity, header);
    return IdempotencyKey{.id = sha256(identity), .fingerprint = sha256(canonical_body)};
}

}  // namespace boxoffice

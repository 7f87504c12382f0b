#pragma once

#include "platform/auth/caller.hpp"
#include "platform/problem/problem.hpp"

#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace boxoffice {

using Digest = std::array<std::uint8_t, 32>;

/// SHA-256.
Digest sha256(std::string_view bytes);

/// A request that wants to be done once: the key's identity (SHA-256 of caller, route and header value), and the
/// fingerprint of what it asked for.
struct IdempotencyKey {
    Digest id{};
    Digest fingerprint{};

    /// `header` is the value of Idempotency-Key (empty: none was sent); `route` is method and path, as "POST
    /// /bookings"; `canonical_body` is the body as read and written again, so that white space and order do not matter.
    /// A fault at "Idempotency-Key" unless it is 1 to 255 printable ASCII characters.
    static std::optional<IdempotencyKey> of(const Caller& caller, std::string_view route, std::string_view header,
                                            std::string_view canonical_body, Faults& faults);
};

/// An answer that is kept, to be given again byte for byte.
struct KeptAnswer {
    int status = 0;
    std::string body;
    std::string location;  ///< empty: none
};

/// What a store found under a key before it did anything.
enum class KeyUse {
    fresh,     ///< never seen: done now
    replayed,  ///< same key, same fingerprint: the kept answer stands
    reused     ///< same key, another fingerprint
};

}  // namespace boxoffice

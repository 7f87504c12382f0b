#pragma once

#include "platform/time/timestamp.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace boxoffice {

/// 128 bits, in the byte order of RFC 9562; compares as its text does.
struct Uuid {
    std::array<std::uint8_t, 16> bytes{};

    auto operator<=>(const Uuid&) const = default;

    /// Lower-case, 36 characters.
    std::string text() const;
    void append_to(std::string& out) const;
    /// Only what `text` would give: 36 characters, lower case. Nothing otherwise.
    static std::optional<Uuid> parse(std::string_view text);
};

/// Where random bytes come from, as a port, so that a simulation can seed it.
class Random {
public:
    virtual ~Random() = default;
    virtual void fill(std::span<std::uint8_t> bytes) = 0;
};

/// The operating system's generator, suitable for secrets and safe from any thread: small requests are served from a
/// reserve of the calling thread, so that an id costs no system call. A forked child must not use it before exec.
/// Throws std::system_error when the system gives none.
class SystemRandom final : public Random {
public:
    void fill(std::span<std::uint8_t> bytes) override;
};

/// Makes UUIDs of version 7 (RFC 9562, section 5.7): time-ordered, also within a millisecond (12 bits of `rand_a` count
/// up, method 1 of section 6.2). Used on the loop's thread only.
class UuidSource {
public:
    explicit UuidSource(Random& random) : random_(random) {}
    /// Greater than every one before it, also when the clock has gone back (the time in it then stands still).
    Uuid next(Timestamp now);

private:
    Random& random_;
    std::int64_t last_ms_ = 0;
    std::uint16_t counter_ = 0;
};

/// An id that cannot be taken for another kind of id.
template <class Tag>
struct Id {
    Uuid value;

    auto operator<=>(const Id&) const = default;
    std::string text() const { return value.text(); }
    static std::optional<Id> parse(std::string_view text) {
        const auto uuid = Uuid::parse(text);
        return uuid ? std::optional(Id{*uuid}) : std::nullopt;
    }
};

}  // namespace boxoffice

template <>
struct std::hash<boxoffice::Uuid> {
    /// The last eight bytes of a version 7 are random: they are the hash.
    std::size_t operator()(const boxoffice::Uuid& id) const noexcept {
        std::size_t hash;
        __builtin_memcpy(&hash, id.bytes.data() + 8, sizeof hash);
        return hash;
    }
};

template <class Tag>
struct std::hash<boxoffice::Id<Tag>> {
    std::size_t operator()(const boxoffice::Id<Tag>& id) const noexcept {
        return std::hash<boxoffice::Uuid>{}(id.value);
    }
};

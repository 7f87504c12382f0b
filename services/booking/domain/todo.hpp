#pragma once

#include <cstdint>
#include <initializer_list>

namespace boxoffice::booking {

/// What a decision leaves to be carried out. Each is a command that may be repeated: by number, by key, or by id.
enum class Step : std::uint8_t {
    sell = 1,     ///< tell the inventory that the tickets are sold
    release = 2,  ///< tell it that they are not wanted
    refund = 4,   ///< give back every refund line that is still open
    void_ = 8,    ///< close every charge that is still open, and give back what it turns out to have taken
    publish = 16  ///< send what is in the outbox
};

/// A set of steps.
class Todo {
public:
    constexpr Todo() = default;
    constexpr Todo(std::initializer_list<Step> steps) {
        for (auto step : steps) bits_ |= static_cast<std::uint8_t>(step);
    }
    static constexpr Todo from_bits(std::uint8_t bits) {
        Todo todo;
        todo.bits_ = bits;
        return todo;
    }

    constexpr bool has(Step step) const { return (bits_ & static_cast<std::uint8_t>(step)) != 0; }
    constexpr bool empty() const { return bits_ == 0; }
    constexpr std::uint8_t bits() const { return bits_; }
    constexpr Todo with(Todo other) const { return from_bits(bits_ | other.bits_); }
    constexpr Todo without(Todo other) const { return from_bits(bits_ & static_cast<std::uint8_t>(~other.bits_)); }
    constexpr Todo only(Todo other) const { return from_bits(bits_ & other.bits_); }
    constexpr bool operator==(const Todo&) const = default;

private:
    std::uint8_t bits_ = 0;
};

}  // namespace boxoffice::booking

#pragma once

#include "platform/config/secret.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice {

/// A setting that refuses to be used; `what` names it, its value (unless secret) and what it should be.
class SettingError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// What is declared of a setting, for the reader and for `boxoffice config`.
struct Declared {
    std::string name;         ///< as in the environment: "HOLD_SECONDS"
    std::string fallback;     ///< what holds when it is unset; empty: nothing
    std::string unit;         ///< "s", "ms", "bytes", or empty
    std::string description;  ///< one sentence
    bool secret = false;
};

/// Reads settings from the environment, then from the TOML file that BOXOFFICE_CONFIG names (same names as keys, not
/// in tables). What is set to the empty text counts as unset. Every setting is declared where it is read, so that all
/// can be printed and unknown ones be refused.
class Settings {
public:
    using Environment = std::map<std::string, std::string>;

    /// Throws SettingError when BOXOFFICE_CONFIG names a file that cannot be read or is not TOML.
    explicit Settings(Environment environment);
    /// The process's environment.
    static Settings from_process();

    /// Empty when it is unset and has no fallback.
    std::string text(const Declared& declared);
    std::optional<std::string> optional_text(const Declared& declared);
    Secret secret(const Declared& declared);
    /// Throws SettingError unless it is a whole number from `least` to `most`.
    std::int64_t integer(const Declared& declared, std::int64_t least, std::int64_t most);
    /// "true" or "1", "false" or "0"; unset without a fallback is false. Throws SettingError for anything else.
    bool boolean(const Declared& declared);

    /// Throws SettingError for a key of the TOML file, or an environment variable that begins with BOXOFFICE_, which
    /// nobody has declared. Called when all settings are read.
    void refuse_unknown() const;

    struct Printed {
        Declared declared;
        std::string value;   ///< "(secret, set)" for a secret that is set
        std::string source;  ///< "environment", "file" or "default"
    };
    /// All that were read, in that order.
    std::vector<Printed> printed() const { return printed_; }

private:
    struct Found {
        std::string value;
        std::string source;
    };
    std::optional<Found> look_up(const Declared& declared) const;
    /// Looks it up and notes that it was declared.
    std::optional<Found> find(const Declared& declared);
    bool is_declared(std::string_view name) const;
    [[noreturn]] static void refuse(const Declared& declared, const std::optional<Found>& found, std::string_view rule);
    [[noreturn]] void refuse_name(std::string_view name, std::string_view where) const;

    Environment environment_;
    Environment file_;
    std::vector<Printed> printed_;
};

}  // namespace boxoffice

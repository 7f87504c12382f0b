#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

struct _bson_error_t;

namespace boxoffice::mongo {

/// The engine refused something that the program should not have asked for, or failed in an unknown way. Nothing is
/// known of a write.
class Error : public std::runtime_error {
public:
    Error(const std::string& what, std::uint32_t code) : std::runtime_error(what), code_(code) {}

    /// The engine's number, as in MongoDB's list of error codes; 0 when the driver itself failed.
    std::uint32_t code() const { return code_; }

private:
    std::uint32_t code_;
};

/// A unique index, or `_id`, has this value already: the document was not written.
class DuplicateKey : public Error {
public:
    using Error::Error;
};

/// Throws what the error means: Unavailable when no engine was found, the connection broke or timed out, or the engine
/// gives up its office, its storage does not answer, or the write lost against another; DuplicateKey; Error for the
/// rest. `doing` begins the message.
[[noreturn]] void raise(const char* doing, const _bson_error_t& error);
/// The same for an error that stands in an answer, as `code` and `errmsg`.
[[noreturn]] void raise(const char* doing, std::uint32_t code, const std::string& message);

/// Whether the engine's number says that a unique value is there already.
bool is_duplicate_key(std::uint32_t code);

}  // namespace boxoffice::mongo

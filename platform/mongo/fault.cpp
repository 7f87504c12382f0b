#include "platform/mongo/fault.hpp"

#include "platform/problem/unavailable.hpp"

#include <mongoc/mongoc.h>

#include <algorithm>
#include <array>

namespace boxoffice::mongo {

namespace {

// MongoDB's error codes of a server that stops, loses its office, or did not get its write to the majority in time; and
// InternalError (1), which is what FerretDB says when the PostgreSQL behind it does not answer, and DocumentDB's two
// for a write that lost against another: PostgreSQL's 40001 and 40P01 (errcodes.h packs six bits a letter).
constexpr std::array<std::uint32_t, 21> passing_codes{1,     6,     7,     50,    64,    89,       91,
                                                      100,   112,   189,   202,   262,   9001,     10058,
                                                      10107, 11600, 11602, 13435, 13436, 16777220, 16908292};

std::string said(const char* doing, const std::string& message) {
    return std::string("MongoDB, ") + doing + ": " + message;
}

}  // namespace

bool is_duplicate_key(std::uint32_t code) { return code == 11000 || code == 11001 || code == 12582; }

void raise(const char* doing, std::uint32_t code, const std::string& message) {
    if (is_duplicate_key(code)) throw DuplicateKey(said(doing, message), code);
    if (std::ranges::find(passing_codes, code) != passing_codes.end()) throw Unavailable(said(doing, message));
    throw Error(said(doing, message), code);
}

void raise(const char* doing, const bson_error_t& error) {
    switch (error.domain) {
        case MONGOC_ERROR_STREAM:
        case MONGOC_ERROR_SERVER_SELECTION: throw Unavailable(said(doing, error.message));
        case MONGOC_ERROR_SERVER:
        case MONGOC_ERROR_WRITE_CONCERN:
        case MONGOC_ERROR_QUERY:
        case MONGOC_ERROR_COLLECTION: raise(doing, error.code, error.message);
        default: throw Error(said(doing, error.message), 0);
    }
}

}  // namespace boxoffice::mongo

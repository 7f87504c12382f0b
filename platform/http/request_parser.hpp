#pragma once

#include "platform/http/message.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace boxoffice::http {

/// Turns the bytes of a connection into requests (RFC 9112), one after the other. Stricter than it must be where
/// leniency has let requests be smuggled: one Host, `chunked` as the only transfer coding, never beside Content-Length.
class RequestParser {
public:
    struct Sizes {
        std::size_t header_bytes_max;
        std::size_t target_bytes_max;
        std::size_t body_bytes_max;
    };
    enum class Stage { head, body, done, failed };

    explicit RequestParser(Sizes sizes);
    ~RequestParser();

    /// Expects a new request, to be put into `into`, which must stay until `done`.
    void begin(Request& into);

    /// Consumes bytes and returns how many; what is left has to be offered again, with more behind it. Stops behind
    /// the head, so that the request can be refused, and behind the body.
    std::size_t put(std::string_view bytes);
    /// From now on the body is read but not kept.
    void discard_body();

    Stage stage() const;
    /// Whether any byte of the present request has been seen.
    bool begun() const;
    /// Why it failed.
    Problem fault() const;

    // Known once the head is read:
    bool is_http_1_1() const;
    bool keep_alive() const;
    bool expects_continue() const;
    std::optional<std::uint64_t> content_length() const;

private:
    class Parser;
    std::unique_ptr<Parser> parser_;
};

}  // namespace boxoffice::http

#pragma once

#include "platform/http/message.hpp"

#include <memory>
#include <string_view>

namespace boxoffice::http {

/// Turns the bytes of a connection into the answers of a server (RFC 9112), one after the other. Headers that are about
/// the connection (RFC 9110, 7.6.1) and the body's framing are not shown; interim answers (1xx) are passed over.
class ResponseParser {
public:
    struct Sizes {
        std::size_t header_bytes_max;
        std::size_t body_bytes_max;
    };
    enum class Stage { head, body, done, failed };

    explicit ResponseParser(Sizes sizes);
    ~ResponseParser();

    /// Expects a new answer, to be put into `into`, which must stay until `done`; to HEAD, it has no body.
    void begin(Response& into, bool to_head);

    /// Consumes bytes and returns how many; what is left has to be offered again, with more behind it. Stops behind the
    /// head, and behind the body.
    std::size_t put(std::string_view bytes);
    /// The server closed the connection: the end of a body that says no length, else a failure.
    void end();
    /// From now on the body may be of any length; whoever reads it takes it out of the answer piece by piece.
    void lift_limit();

    Stage stage() const;
    /// Whether any byte of the present answer has been seen.
    bool begun() const;
    /// Why it failed.
    const std::string& fault() const;
    bool too_large() const;
    /// Whether the connection may be used again once the answer is done.
    bool keep_alive() const;

private:
    class Parser;
    std::unique_ptr<Parser> parser_;
};

}  // namespace boxoffice::http

#pragma once

#include "platform/async/task.hpp"

#include <boost/asio/thread_pool.hpp>

#include <optional>
#include <string_view>
#include <vector>

namespace boxoffice::http {

/// Writes what streams send. A frame to each of thousands is mostly the system's work, 20 µs of it on a loopback, which
/// would keep the loop from all else: what many give in one turn of the loop is written by a thread of its own, what a
/// few give by the loop. Used on the loop's thread; has to die before the loop.
class StreamWriter {
public:
    struct Written {
        std::size_t bytes = 0;  ///< fewer than given, or none, where the socket is full
        bool failed = false;    ///< the connection is broken
    };

    explicit StreamWriter(Loop& loop);
    /// Waits for the thread. Nobody may wait for the loop to write for him, unless the loop turns no more.
    ~StreamWriter();

    /// Writes as much as the socket, which does not block, takes at once. Cannot be cancelled: the bytes and the socket
    /// have to stay until it resumes.
    Task<Written> write(int socket, std::string_view bytes);

private:
    struct Piece {
        int socket;
        std::string_view bytes;
        Resume<Written> resume;
        Written written = {};
    };
    using Pieces = std::vector<Piece>;

    void add(Piece piece);
    void flush();
    static void write_all(Pieces& pieces);
    static void resume_all(Pieces& pieces);

    Loop& loop_;
    Pieces gathered_;
    std::optional<boost::asio::thread_pool> thread_;  ///< made when first needed
};

}  // namespace boxoffice::http

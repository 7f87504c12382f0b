#pragma once

#include "platform/async/task.hpp"

#include <boost/asio/thread_pool.hpp>

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace boxoffice::http {

/// Writes what streams send. A frame to each of thousands is mostly the system's work, 20 µs of it on a loopback, which
/// would keep the loop from all else: what many are sent in one turn of the loop is written by a thread of its own,
/// what a few are sent by the loop. Used on the loop's thread; has to die before the loop.
class StreamWriter {
public:
    struct Written {
        std::size_t bytes = 0;  ///< fewer than given, or none, where the socket is full
        bool failed = false;    ///< the connection is broken
    };
    using Done = std::move_only_function<void(Written)>;

    explicit StreamWriter(Loop& loop) : loop_(loop) {}
    StreamWriter(const StreamWriter&) = delete;
    StreamWriter& operator=(const StreamWriter&) = delete;
    /// Waits for the thread. Nothing may be under way then, unless the loop turns no more.
    ~StreamWriter();

    /// Writes as much as the socket, which does not block, takes at once. `done` hears of it on a later turn of the
    /// loop; until then the bytes and the socket have to stay.
    void write(int socket, std::string_view bytes, Done done);

private:
    struct Piece {
        int socket;
        std::string_view bytes;
        Done done;
        Written written = {};
    };
    using Pieces = std::vector<Piece>;

    void flush();
    static void write_all(Pieces& pieces);
    static void tell_all(Pieces& pieces);

    Loop& loop_;
    Pieces gathered_;
    std::optional<boost::asio::thread_pool> thread_;  ///< made when first needed
};

}  // namespace boxoffice::http

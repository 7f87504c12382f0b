#pragma once

#include "platform/async/timeouts.hpp"
#include "platform/http/client.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <memory>

namespace boxoffice::http {

using ClientSocket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;

/// Connects the socket, which `owner` keeps alive, to one of the origin's addresses, within the limit, whatever the
/// resolver does. An error code when it could not; the socket is then of no more use. Inside platform/http only.
Task<boost::system::error_code> connect_socket(Loop& loop, Timeouts& timeouts, std::shared_ptr<void> owner,
                                               ClientSocket& socket, Origin origin, std::chrono::milliseconds limit);

}  // namespace boxoffice::http

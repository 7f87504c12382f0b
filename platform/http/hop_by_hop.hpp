#pragma once

#include "platform/http/message.hpp"

namespace boxoffice::http {

/// Removes the headers that are about one connection (RFC 9110, 7.6.1), those that `Connection` names among them, and
/// Content-Length, which is about the framing too.
void remove_hop_by_hop(Headers& headers);

}  // namespace boxoffice::http

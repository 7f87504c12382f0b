#pragma once

#include "platform/config/secret.hpp"

#include <string>

namespace boxoffice::amqp {

/// Where a broker is, and who we are there.
struct Address {
    std::string host;
    int port = 5672;
    std::string user;
    Secret password;
    std::string virtual_host = "/";
    bool tls = false;  ///< the broker's certificate must be good for `host`, by the system's authorities

    /// Reads "amqp://user:password@host:port/virtual-host" or "amqps://…" (RabbitMQ URI specification); what is left
    /// out is guest, guest, localhost, 5672 (5671 with TLS), "/". Throws std::invalid_argument for anything else,
    /// without saying the password.
    static Address parse(const std::string& url);

    /// "host:port/virtual-host", for people.
    std::string text() const;
};

}  // namespace boxoffice::amqp

#include "platform/amqp/address.hpp"

#include <amqp.h>
#include <stdexcept>

namespace boxoffice::amqp {

Address Address::parse(const std::string& url) {
    std::string parts = url;  // the fields point into it
    amqp_connection_info info;
    amqp_default_connection_info(&info);
    if (amqp_parse_url(parts.data(), &info) != AMQP_STATUS_OK || *info.host == '\0')
        throw std::invalid_argument("not an address like amqp://user:password@host:5672/");
    const std::string virtual_host = info.vhost;
    return {.host = info.host,
            .port = info.port,
            .user = info.user,
            .password = Secret(info.password),
            .virtual_host = virtual_host.empty() ? "/" : virtual_host,
            .tls = info.ssl != 0};
}

std::string Address::text() const {
    return host + ":" + std::to_string(port) + (virtual_host.starts_with('/') ? "" : "/") + virtual_host;
}

}  // namespace boxoffice::amqp

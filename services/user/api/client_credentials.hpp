#pragma once

#include "platform/config/secret.hpp"
#include "platform/http/message.hpp"

#include <expected>
#include <string>

namespace boxoffice::user {

/// What a service proves itself by.
struct ClientCredentials {
    std::string name;
    Secret secret;
};

/// Reads a token request by client credentials (RFC 6749, section 4.4.2): name and secret as `client_id` and
/// `client_secret` of the form, or of a JSON object with the same members, or by HTTP Basic (section 2.3.1), but not by
/// two of these. `invalid_request` or `validation_failed` otherwise. Does not say whether the secret is right.
std::expected<ClientCredentials, Problem> read_client_credentials(const http::Request& request);

}  // namespace boxoffice::user

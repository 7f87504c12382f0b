#include "services/user/api/client_credentials.hpp"

#include "platform/http/query.hpp"
#include "platform/json/read.hpp"
#include "services/user/api/negotiation.hpp"
#include "services/user/app/sessions.hpp"

#include <openssl/evp.h>

namespace boxoffice::user {

namespace {

struct TokenBody {
    std::string grant_type;
    std::optional<std::string> client_id;
    std::optional<std::string> client_secret;
    std::optional<std::string> scope;
};
BOOST_DESCRIBE_STRUCT(TokenBody, (), (grant_type, client_id, client_secret, scope))

/// Members of the form that are not known are passed over, as RFC 6749, section 3.2 says.
std::expected<TokenBody, Problem> read_form(std::string_view text, Faults& faults) {
    const auto form = http::parse_form(text);
    if (!form) return std::unexpected(problem::invalid_request("The body is not a form."));
    TokenBody body;
    std::vector<std::string> seen;
    for (const auto& [name, value] : *form) {
        if (std::ranges::find(seen, name) != seen.end()) faults.add("/" + name, "must be given only once");
        seen.push_back(name);
        if (name == "grant_type") body.grant_type = value;
        if (name == "client_id") body.client_id = value;
        if (name == "client_secret") body.client_secret = value;
    }
    return body;
}

std::optional<std::string> base64_decoded(std::string_view text) {
    if (text.empty() || text.size() % 4 != 0 || text.size() > 1024) return std::nullopt;
    std::string bytes(text.size() / 4 * 3, '\0');
    const int length =
        EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                        reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
    if (length < 0) return std::nullopt;
    bytes.resize(static_cast<std::size_t>(length) - static_cast<std::size_t>(std::ranges::count(text, '=')));
    return bytes;
}

/// Name and secret of HTTP Basic; both were encoded as a form's values are.
std::optional<std::pair<std::string, std::string>> read_basic(std::string_view header) {
    if (!header.starts_with("Basic ")) return std::nullopt;
    const auto decoded = base64_decoded(header.substr(6));
    const auto colon = decoded ? decoded->find(':') : std::string::npos;
    if (colon == std::string::npos) return std::nullopt;
    const auto form = http::parse_form("n=" + decoded->substr(0, colon) + "&s=" + decoded->substr(colon + 1));
    if (!form || form->size() != 2) return std::nullopt;
    return std::pair((*form)[0].second, (*form)[1].second);
}

void check_body(const TokenBody& body, Faults& faults) {
    if (body.grant_type != "client_credentials") faults.add("/grant_type", "must be client_credentials");
    if (!body.client_id || !is_service_name(*body.client_id))
        faults.add("/client_id", "must be the service's name: 1 to 64 of a to z, 0 to 9 and -, a letter first");
    if (!body.client_secret || body.client_secret->empty()) faults.add("/client_secret", "is missing");
}

}  // namespace

std::expected<ClientCredentials, Problem> read_client_credentials(const http::Request& request) {
    Faults faults;
    auto body = is_form(request) ? read_form(request.body, faults) : json::read<TokenBody>(request.body, faults);
    if (!body) return std::unexpected(std::move(body.error()));
    if (auto basic = read_basic(request.header("Authorization"))) {
        if (body->client_secret) faults.add("/client_secret", "must not be sent beside an Authorization header");
        body->client_id = std::move(basic->first);
        body->client_secret = std::move(basic->second);
    }
    check_body(*body, faults);
    if (!faults.empty()) return std::unexpected(problem::validation_failed(faults.take()));
    return ClientCredentials{.name = std::move(*body->client_id), .secret = Secret(std::move(*body->client_secret))};
}

}  // namespace boxoffice::user

#include "platform/auth/jose.hpp"
#include "platform/auth/token.hpp"
#include "platform/files/files.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace boxoffice::auth {

namespace {

std::string new_private_jwk() {
    cjose_err error{};
    const jose::Key key(cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &error));
    if (!key) throw std::runtime_error(std::string("cannot make a key: ") + error.message);
    return jose::export_jwk(key.get(), true);
}

std::string thumbprint(const boost::json::object& jwk) {
    const boost::json::object required{
        {"crv", jwk.at("crv")}, {"kty", jwk.at("kty")}, {"x", jwk.at("x")}, {"y", jwk.at("y")}};
    return jose::base64url(jose::sha256(boost::json::serialize(required)));
}

boost::json::object claims(const Caller& caller, const std::string& token_id) {
    const auto seconds = [](Timestamp time) {
        return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
    };
    boost::json::object claims{{"iss", issuer},
                               {"aud", audience},
                               {"sub", caller.subject},
                               {"sid", caller.session},
                               {"role", boost::describe::enum_to_string(caller.role, "")},
                               {"iat", seconds(caller.issued_at)},
                               {"exp", seconds(caller.expires_at)},
                               {"jti", token_id}};
    if (!caller.email.empty()) claims.emplace("email", caller.email);
    return claims;
}

}  // namespace

struct SigningKey::State {
    jose::Key key;
    std::string key_id;
    std::string public_jwk;
};

SigningKey::SigningKey(std::unique_ptr<State> state) : state_(std::move(state)) {}
SigningKey::SigningKey(SigningKey&&) noexcept = default;
SigningKey::~SigningKey() = default;

SigningKey SigningKey::from_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!file && text.empty()) throw std::runtime_error(path + " cannot be read");
    auto state = std::make_unique<State>();
    state->key = jose::import_p256(text);
    if (!state->key) throw std::runtime_error(path + " holds no P-256 key as JWK");
    if (!boost::json::parse(jose::export_jwk(state->key.get(), true)).as_object().contains("d"))
        throw std::runtime_error(path + " holds a public key, not a private one");

    auto jwk = boost::json::parse(jose::export_jwk(state->key.get(), false)).as_object();
    state->key_id = thumbprint(jwk);
    jwk["kid"] = state->key_id;
    jwk["use"] = "sig";
    jwk["alg"] = "ES256";
    state->public_jwk = boost::json::serialize(jwk);
    return SigningKey(std::move(state));
}

SigningKey SigningKey::from_file_or_new(const std::string& path) {
    if (!std::filesystem::exists(path)) files::write_new_file(path, new_private_jwk());
    return from_file(path);
}

std::string SigningKey::public_jwk() const { return state_->public_jwk; }

const std::string& SigningKey::key_id() const { return state_->key_id; }

std::string SigningKey::sign(const Caller& caller, const std::string& token_id) const {
    cjose_err error{};
    const jose::Header header(cjose_header_new(&error));
    const bool named = header && cjose_header_set(header.get(), CJOSE_HDR_ALG, CJOSE_HDR_ALG_ES256, &error) &&
                       cjose_header_set(header.get(), "typ", "at+jwt", &error) &&
                       cjose_header_set(header.get(), CJOSE_HDR_KID, state_->key_id.c_str(), &error);
    if (!named) throw std::runtime_error(std::string("cannot write a token's header: ") + error.message);

    const auto payload = boost::json::serialize(claims(caller, token_id));
    const jose::Signature signature(cjose_jws_sign(state_->key.get(), header.get(),
                                                   reinterpret_cast<const std::uint8_t*>(payload.data()),
                                                   payload.size(), &error));
    const char* token = nullptr;
    if (!signature || !cjose_jws_export(signature.get(), &token, &error))
        throw std::runtime_error(std::string("cannot sign a token: ") + error.message);
    return token;
}

}  // namespace boxoffice::auth

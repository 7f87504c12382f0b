#include "platform/auth/token.hpp"
#include "platform/auth/jose.hpp"

#include "platform/testing/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace boxoffice::auth {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr Timestamp now{std::chrono::milliseconds(1'800'000'000'000)};

std::string key_set(const std::vector<const SigningKey*>& keys) {
    std::string set = R"({"keys":[)";
    for (const auto* key : keys) set += (set.back() == '[' ? "" : ",") + key->public_jwk();
    return set + "]}";
}

Caller attendee() {
    return {.subject = "0190b0a8-0000-7000-8000-000000000001",
            .session = "session-1",
            .email = "ann@example.org",
            .role = Role::attendee,
            .issued_at = now,
            .expires_at = now + token_lifetime};
}

/// Signs any header and claims, as no honest issuer would.
std::string forge(const std::string& key_file, boost::json::object header, const std::string& payload) {
    std::ifstream file(key_file);
    const auto key = jose::import_p256(std::string{std::istreambuf_iterator<char>(file), {}});
    const jose::Header fields(cjose_header_new(nullptr));
    for (const auto& [name, value] : header)
        if (value.is_string())
            cjose_header_set(fields.get(), std::string(name).c_str(), value.get_string().c_str(), nullptr);
        else
            cjose_header_set_raw(fields.get(), std::string(name).c_str(), boost::json::serialize(value).c_str(),
                                 nullptr);
    const jose::Signature signature(cjose_jws_sign(
        key.get(), fields.get(), reinterpret_cast<const std::uint8_t*>(payload.data()), payload.size(), nullptr));
    const char* token = nullptr;
    cjose_jws_export(signature.get(), &token, nullptr);
    return token;
}

class TokenTest : public testing::Test {
protected:
    TokenTest() { verifier_.trust(key_set({&key_})); }

    std::string key_id() const { return std::string(boost::json::parse(key_.public_jwk()).at("kid").as_string()); }
    boost::json::object honest_header() const { return {{"alg", "ES256"}, {"typ", "at+jwt"}, {"kid", key_id()}}; }
    static boost::json::object honest_claims() {
        return {{"sub", "s"},           {"sid", "i"},           {"email", "e@example.org"},
                {"role", "admin"},      {"iss", issuer},        {"aud", audience},
                {"iat", 1'800'000'000}, {"exp", 1'800'003'600}, {"jti", "token"}};
    }
    std::string forged(const boost::json::object& claims) const {
        return forge(key_file_, honest_header(), boost::json::serialize(claims));
    }
    std::string refusal(const std::string& token, Timestamp at = now) {
        const auto caller = verifier_.verify(token, at);
        return caller ? "" : caller.error().code + ": " + caller.error().detail;
    }

    TemporaryFolder folder_;
    std::string key_file_ = folder_.path() / "key.jwk";
    SigningKey key_ = SigningKey::from_file_or_new(key_file_);
    TokenVerifier verifier_;
};

TEST_F(TokenTest, a_signed_token_says_who_the_caller_is) {
    const auto caller = verifier_.verify(key_.sign(attendee(), "token"), now);
    ASSERT_TRUE(caller);
    EXPECT_EQ(caller->subject, attendee().subject);
    EXPECT_EQ(caller->session, attendee().session);
    EXPECT_EQ(caller->email, attendee().email);
    EXPECT_EQ(caller->role, Role::attendee);
    EXPECT_EQ(caller->issued_at, now);
    EXPECT_EQ(caller->expires_at, now + token_lifetime);
}

TEST_F(TokenTest, a_service_needs_no_email) {
    auto service = attendee();
    service.subject = "booking";
    service.role = Role::service;
    service.email.clear();
    EXPECT_EQ(refusal(key_.sign(service, "token")), "");
}

TEST_F(TokenTest, no_token_is_unauthenticated) { EXPECT_THAT(refusal(""), HasSubstr("unauthenticated")); }

TEST_F(TokenTest, a_remembered_token_expires_on_time) {
    const auto token = key_.sign(attendee(), "token");
    EXPECT_EQ(refusal(token), "");
    EXPECT_EQ(refusal(token, now + token_lifetime - 1ms), "");
    EXPECT_THAT(refusal(token, now + token_lifetime), HasSubstr("expired"));
}

TEST_F(TokenTest, a_changed_token_is_refused) {
    const auto token = key_.sign(attendee(), "token");
    for (const auto place : {token.find('.') + 5, token.rfind('.') + 5, std::size_t{5}}) {
        auto changed = token;
        changed[place] = changed[place] == 'A' ? 'B' : 'A';
        EXPECT_NE(refusal(changed), "") << place;
    }
    EXPECT_NE(refusal(token.substr(0, token.rfind('.') + 1)), "");
    EXPECT_NE(refusal(token + "."), "");
    EXPECT_THAT(refusal(std::string(5000, 'a')), HasSubstr("malformed"));
}

TEST_F(TokenTest, only_es256_access_tokens_are_accepted) {
    const auto payload = boost::json::serialize(honest_claims());
    EXPECT_EQ(refusal(forge(key_file_, honest_header(), payload)), "");
    auto header = honest_header();
    header["typ"] = "JWT";
    EXPECT_THAT(refusal(forge(key_file_, header, payload)), HasSubstr("kind"));
    header = honest_header();
    header["crit"] = boost::json::array{"b64"};
    EXPECT_THAT(refusal(forge(key_file_, header, payload)), HasSubstr("kind"));
    for (const auto* algorithm : {"none", "HS256", "RS256"}) {
        header = honest_header();
        header["alg"] = algorithm;
        const auto token = jose::base64url(boost::json::serialize(header)) + "." + jose::base64url(payload) + ".AAAA";
        EXPECT_NE(refusal(token), "") << algorithm;
    }
}

TEST_F(TokenTest, every_claim_is_needed) {
    EXPECT_EQ(refusal(forged(honest_claims())), "");
    for (const auto* name : {"sub", "sid", "email", "role", "iss", "aud", "iat", "exp", "jti"}) {
        auto claims = honest_claims();
        claims.erase(name);
        EXPECT_NE(refusal(forged(claims)), "") << name;
    }
}

TEST_F(TokenTest, a_claim_of_another_value_is_refused) {
    const std::vector<std::pair<const char*, boost::json::value>> wrong{{"iss", "elsewhere"},
                                                                        {"aud", "elsewhere"},
                                                                        {"aud", boost::json::array{"elsewhere"}},
                                                                        {"role", "root"},
                                                                        {"iat", 1'800'000'061},
                                                                        {"exp", "soon"},
                                                                        {"exp", 1'800'000'000},
                                                                        {"sub", 5},
                                                                        {"nbf", 1'800'000'061.0},
                                                                        {"exp", -1}};
    for (const auto& [name, value] : wrong) {
        auto claims = honest_claims();
        claims[name] = value;
        EXPECT_NE(refusal(forged(claims)), "") << name << boost::json::serialize(value);
    }
}

TEST_F(TokenTest, a_clock_may_be_a_minute_ahead_and_the_audience_be_one_of_several) {
    auto claims = honest_claims();
    claims["iat"] = 1'800'000'060;
    claims["aud"] = boost::json::array{"elsewhere", audience};
    EXPECT_EQ(refusal(forged(claims)), "");
}

TEST_F(TokenTest, a_payload_that_is_not_an_object_is_malformed) {
    EXPECT_THAT(refusal(forge(key_file_, honest_header(), "[]")), HasSubstr("malformed"));
    EXPECT_THAT(refusal(forge(key_file_, honest_header(), "{")), HasSubstr("malformed"));
}

TEST_F(TokenTest, keys_are_found_by_their_id_and_may_be_several) {
    const auto other = SigningKey::from_file_or_new(folder_.path() / "other.jwk");
    const auto token = other.sign(attendee(), "token");
    EXPECT_THAT(refusal(token), HasSubstr("unknown key"));
    verifier_.trust(key_set({&key_, &other}));
    EXPECT_EQ(refusal(token), "");
    EXPECT_EQ(refusal(key_.sign(attendee(), "token")), "");
}

TEST_F(TokenTest, tokens_of_a_key_that_is_trusted_no_more_are_refused_though_remembered) {
    const auto token = key_.sign(attendee(), "token");
    EXPECT_EQ(refusal(token), "");
    verifier_.trust(R"({"keys":[]})");
    EXPECT_THAT(refusal(token), HasSubstr("unknown key"));
}

TEST_F(TokenTest, what_is_no_key_set_is_refused_and_keys_of_other_kinds_are_passed_over) {
    EXPECT_THROW(verifier_.trust("[]"), std::runtime_error);
    EXPECT_THROW(verifier_.trust("{"), std::runtime_error);
    verifier_.trust(R"({"keys":[{"kty":"oct","kid":"x","k":"AAAA"},{"kty":"OKP"},)" + key_.public_jwk() + "]}");
    EXPECT_EQ(refusal(key_.sign(attendee(), "token")), "");
}

TEST_F(TokenTest, a_signed_out_session_ends_its_remembered_tokens_and_no_other) {
    auto elsewhere = attendee();
    elsewhere.session = "session-2";
    const auto token = key_.sign(attendee(), "token");
    EXPECT_EQ(refusal(token), "");
    verifier_.revoke({.session = "session-1", .expires_at = now + 1h});
    verifier_.revoke({.session = "session-1", .expires_at = now + 1h});
    EXPECT_THAT(refusal(token), HasSubstr("signed out"));
    EXPECT_EQ(refusal(key_.sign(elsewhere, "token")), "");
}

TEST_F(TokenTest, a_users_tokens_end_up_to_a_moment) {
    auto later = attendee();
    later.issued_at = now + 10s;
    const auto token = key_.sign(attendee(), "token");
    EXPECT_EQ(refusal(token), "");
    verifier_.revoke({.subject = attendee().subject, .issued_before = now + 10s, .expires_at = now + 1h});
    EXPECT_THAT(refusal(token), HasSubstr("signed out"));
    EXPECT_EQ(refusal(key_.sign(later, "token")), "");
}

TEST_F(TokenTest, the_least_recently_used_token_is_forgotten_and_still_verifies) {
    TokenVerifier small(2);
    small.trust(key_set({&key_}));
    std::vector<std::string> tokens;
    for (int i = 0; i < 5; ++i) tokens.push_back(key_.sign(attendee(), std::to_string(i)));
    for (int round = 0; round < 2; ++round)
        for (const auto& token : tokens) EXPECT_TRUE(small.verify(token, now));
}

TEST_F(TokenTest, a_key_file_is_made_once_and_only_its_owner_reads_it) {
    EXPECT_EQ(SigningKey::from_file_or_new(key_file_).public_jwk(), key_.public_jwk());
    EXPECT_EQ(std::filesystem::status(key_file_).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_.path()), {}), 1);
}

TEST_F(TokenTest, the_public_key_does_not_tell_the_private_one) {
    const auto jwk = boost::json::parse(key_.public_jwk()).as_object();
    EXPECT_FALSE(jwk.contains("d"));
    EXPECT_EQ(jwk.at("use"), "sig");
    EXPECT_EQ(jwk.at("alg"), "ES256");
    EXPECT_EQ(jwk.at("kid").as_string().size(), 43u);
    EXPECT_EQ(jwk.at("x").as_string().size(), 43u);
}

TEST_F(TokenTest, a_file_without_a_private_p256_key_is_refused) {
    const auto file = folder_.path() / "bad.jwk";
    for (const auto& content : {std::string("{}"), std::string(""), key_.public_jwk()}) {
        std::ofstream(file) << content;
        EXPECT_THROW(SigningKey::from_file(file), std::runtime_error) << content;
    }
    EXPECT_THROW(SigningKey::from_file(folder_.path() / "absent.jwk"), std::runtime_error);
}

TEST(CallerTest, a_service_of_this_program_is_a_service_without_a_user_id) {
    const auto caller = Caller::service("booking");
    EXPECT_TRUE(caller.is_service());
    EXPECT_EQ(caller.subject, "booking");
    EXPECT_EQ(caller.user_id(), std::nullopt);
}

}  // namespace
}  // namespace boxoffice::auth

#include "services/user/domain/rules.hpp"

#include "services/user/domain/user.hpp"

#include <gtest/gtest.h>

namespace boxoffice::user {
namespace {

template <class Check>
bool passes(Check check, std::string_view text) {
    Faults faults;
    check(text, "/member", faults);
    return faults.empty();
}

std::string repeated(std::string_view text, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += text;
    return out;
}

TEST(RulesTest, a_name_is_1_to_200_characters_without_control_characters) {
    for (const auto& name : {std::string("A"), std::string("Zoë 东"), repeated("ä", 200)})
        EXPECT_TRUE(passes(check_name, name)) << name;
    for (const auto& name : {std::string(), repeated("a", 201), std::string("a\nb"), std::string("a\x7f"),
                             std::string("a\xc2\x85"
                                         "b")})
        EXPECT_FALSE(passes(check_name, name)) << name;
}

TEST(RulesTest, an_email_has_one_at_sign_and_a_dot_in_its_domain) {
    for (const auto* email : {"a@b.c", "ann.lee+tag@mail.example.org", "o'neil@example.org", "jürgen@müller.de"})
        EXPECT_TRUE(passes(check_email, email)) << email;
    for (const auto* email :
         {"", "a", "a@b", "@b.c", "a@", "a@@b.c", "a@b@c.d", "a b@c.d", "a@b..c", "a@.c", "a@c.", "<a@b.c>", "a,b@c.d",
          "a@b.c\n", ".a@b.c", "a..b@c.d", "a@-b.c", "a\xc2\xa0@b.c", "a\xe2\x80\x89@b.c"})
        EXPECT_FALSE(passes(check_email, email)) << email;
}

TEST(RulesTest, an_email_has_at_most_254_bytes) {
    const auto domain = repeated(repeated("d", 61) + ".", 3);
    const auto email = std::string(64, 'a') + "@" + domain + "org";
    EXPECT_EQ(email.size(), 254u);
    EXPECT_TRUE(passes(check_email, email));
    EXPECT_FALSE(passes(check_email, email + "x"));
    EXPECT_FALSE(passes(check_email, std::string(65, 'a') + "@b.c"));
}

TEST(RulesTest, a_phone_number_is_e164) {
    for (const auto* phone : {"+1234567", "+4930123456", "+123456789012345"}) EXPECT_TRUE(passes(check_phone, phone));
    for (const auto* phone : {"", "+123456", "+1234567890123456", "1234567", "+0234567", "+49 301234", "+49a301234"})
        EXPECT_FALSE(passes(check_phone, phone)) << phone;
}

TEST(RulesTest, a_password_is_10_to_128_characters) {
    EXPECT_FALSE(passes(check_password, repeated("ä", 9)));
    EXPECT_TRUE(passes(check_password, repeated("ä", 10)));
    EXPECT_TRUE(passes(check_password, repeated("ä", 128)));
    EXPECT_FALSE(passes(check_password, repeated("ä", 129)));
}

TEST(RulesTest, emails_are_the_same_without_case) { EXPECT_EQ(email_key("Ann@Example.ORG"), "ann@example.org"); }

TEST(ExpectedRevisionTest, without_a_list_any_is_admitted) {
    EXPECT_TRUE(ExpectedRevision{}.admits(7));
    EXPECT_TRUE((ExpectedRevision{.one_of = {{3, 7}}}.admits(7)));
    EXPECT_FALSE((ExpectedRevision{.one_of = {{3}}}.admits(7)));
    EXPECT_FALSE((ExpectedRevision{.one_of = std::vector<std::int64_t>()}.admits(7)));
}

}  // namespace
}  // namespace boxoffice::user

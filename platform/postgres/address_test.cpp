#include "platform/postgres/address.hpp"

#include <gmock/gmock.h>

namespace boxoffice::postgres {
namespace {

using testing::ElementsAre;
using testing::Not;
using Host = Address::Host;

TEST(PostgresAddress, a_uri_is_read) {
    const auto address = Address::parse("postgresql://ann:secret@db.example.org:5433/boxoffice?sslmode=require");
    EXPECT_EQ(address.keywords.at("user"), "ann");
    EXPECT_EQ(address.keywords.at("password"), "secret");
    EXPECT_EQ(address.keywords.at("sslmode"), "require");
    EXPECT_THAT(address.hosts(), ElementsAre(Host{"db.example.org", "", "5433"}));
    EXPECT_EQ(address.text(), "db.example.org:5433/boxoffice");
}

TEST(PostgresAddress, several_hosts_are_tried_in_their_order) {
    const auto address = Address::parse("postgresql://one:1,two:2/boxoffice");
    EXPECT_THAT(address.hosts(), ElementsAre(Host{"one", "", "1"}, Host{"two", "", "2"}));
    const auto keywords = keywords_of(address.hosts());
    EXPECT_EQ(keywords.at("host"), "one,two");
    EXPECT_EQ(keywords.at("hostaddr"), ",");
    EXPECT_EQ(keywords.at("port"), "1,2");
}

TEST(PostgresAddress, only_names_need_resolving) {
    EXPECT_TRUE((Host{.name = "db"}).needs_resolving());
    EXPECT_FALSE((Host{.name = "db", .address = "10.0.0.1"}).needs_resolving());
    for (const auto* name : {"127.0.0.1", "::1", "/var/run/postgresql", ""})
        EXPECT_FALSE((Host{.name = name}).needs_resolving()) << name;
}

TEST(PostgresAddress, anything_else_is_refused_without_repeating_it) {
    for (const auto* url : {"", "mysql://ann:secret@host/db", "postgresql://ann:secret@host:port/db",
                            "postgresql://ann:secret@host:65536/db",
                            "postgresql://ann:secret@one:1,two:2,three/db?port=1,2", "nonsense"}) {
        try {
            Address::parse(url);
            ADD_FAILURE() << url;
        } catch (const std::invalid_argument& refusal) {
            EXPECT_THAT(refusal.what(), Not(testing::HasSubstr("secret")));
        }
    }
}

}  // namespace
}  // namespace boxoffice::postgres

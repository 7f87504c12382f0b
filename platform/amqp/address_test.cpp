#include "platform/amqp/address.hpp"

#include <gtest/gtest.h>
#include <stdexcept>

namespace boxoffice::amqp {

TEST(Address, names_host_port_user_and_virtual_host) {
    const auto address = Address::parse("amqp://ada:p%40ss@broker:5673/tickets");
    EXPECT_EQ(address.host, "broker");
    EXPECT_EQ(address.port, 5673);
    EXPECT_EQ(address.user, "ada");
    EXPECT_EQ(address.password.reveal(), "p@ss");
    EXPECT_EQ(address.virtual_host, "tickets");
    EXPECT_FALSE(address.tls);
    EXPECT_EQ(address.text(), "broker:5673/tickets");
}

TEST(Address, what_is_left_out_is_usual) {
    for (const auto* url : {"amqp://broker", "amqp://broker/"}) {
        const auto address = Address::parse(url);
        EXPECT_EQ(address.port, 5672);
        EXPECT_EQ(address.user, "guest");
        EXPECT_EQ(address.virtual_host, "/");
        EXPECT_EQ(address.text(), "broker:5672/");
    }
    EXPECT_EQ(Address::parse("amqps://broker").port, 5671);
    EXPECT_TRUE(Address::parse("amqps://broker").tls);
}

TEST(Address, anything_else_is_refused_without_saying_the_password) {
    for (const auto* url :
         {"", "broker", "http://broker/", "amqp://ada:secret@broker:port/", "amqp://a:secret@broker/x/y"}) {
        try {
            Address::parse(url);
            ADD_FAILURE() << url;
        } catch (const std::invalid_argument& refusal) {
            EXPECT_EQ(std::string(refusal.what()).find("secret"), std::string::npos);
        }
    }
}

}  // namespace boxoffice::amqp

#pragma once

#include "apps/boxoffice/services.hpp"
#include "platform/config/settings.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace boxoffice {

/// Where a service listens.
struct ListenSettings {
    std::string host;
    std::uint16_t user_port = 0;
    std::uint16_t event_port = 0;
    std::uint16_t booking_port = 0;
    std::uint16_t notification_port = 0;
    std::uint16_t payment_port = 0;
    std::optional<std::string> public_url;  ///< none: the user service's own address
};

/// Where the engines are; empty: the embedded store or queue.
struct EngineSettings {
    Secret postgres_url;
    Secret mongodb_uri;
    Secret amqp_url;
};

/// Where the services are that are not in this process, as "http://host:port,…", one for each instance; empty: not
/// known.
using NeighbourSettings = std::map<Service, std::string>;

struct UserSettings {
    std::string admin_email;
    Secret admin_password;                        ///< empty: one is made
    std::optional<std::string> signing_key_file;  ///< none: in the data folder
    Secret service_secret;                        ///< empty: made at first start, in the data folder
};

struct EventSettings {
    std::chrono::seconds check_interval{};
};

struct BookingSettings {
    std::chrono::seconds hold{};
    std::chrono::milliseconds payment_timeout{};
    std::chrono::milliseconds answer_limit{};
};

struct NotificationSettings {
    Secret smtp_url;  ///< empty: files; "null:" discards
    std::string mail_from;
    std::optional<std::string> sms_api_url;  ///< none: a file
    std::optional<std::string> sms_account;
    Secret sms_token;
    std::optional<std::string> sms_from;
};

struct PaymentSettings {
    double fault_rate = 0;
    std::uint64_t fault_seed = 0;
    std::int64_t charges_per_s = 0;  ///< 0: as many as come
};

/// All settings of the program; docs/guide/operator.md lists them, `boxoffice config` prints them.
struct Configuration {
    std::string data_folder;
    std::string log_file;
    std::string log_level;
    bool log_to_standard_output = false;
    ListenSettings listen;
    NeighbourSettings neighbours;
    EngineSettings engines;
    UserSettings user;
    EventSettings event;
    BookingSettings booking;
    NotificationSettings notification;
    PaymentSettings payment;
};

std::uint16_t port_of(const ListenSettings& listen, Service service);

/// "USER_URL"
std::string setting_of_address(Service service);
/// "USER_PORT"
std::string setting_of_port(Service service);

/// The host in an address of a service that listens there: one of this machine's where it listens everywhere.
std::string reachable_host(const std::string& host);

/// Reads every setting. Throws SettingError for the first that is unknown or wrong.
Configuration read_configuration(Settings& settings);

}  // namespace boxoffice

#include "apps/boxoffice/configuration.hpp"

#include "services/notification/domain/address.hpp"
#include "services/payment/domain/misbehaviour.hpp"

#include <cctype>
#include <limits>

namespace boxoffice {

namespace {

std::string in_capitals(std::string name) {
    for (auto& letter : name) letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
    return name;
}

std::uint16_t port(Settings& settings, Service service, const char* fallback) {
    return static_cast<std::uint16_t>(settings.integer(
        {setting_of_port(service), fallback, "", "Port of the " + name_of(service) + " service; 0 picks a free one."},
        0, 65535));
}

ListenSettings read_listen(Settings& settings) {
    return {
        .host = settings.text({"BOXOFFICE_HOST", "127.0.0.1", "", "Address that all services listen on."}),
        .user_port = port(settings, Service::user, "3000"),
        .event_port = port(settings, Service::event, "5000"),
        .booking_port = port(settings, Service::booking, "4000"),
        .notification_port = port(settings, Service::notification, "6000"),
        .payment_port = port(settings, Service::payment, "7000"),
        .public_url = settings.optional_text(
            {"BOXOFFICE_PUBLIC_URL", "", "", "What links in mails begin with; by default the user service's address."}),
    };
}

/// Where a service of this host would be; empty where that is not known before it is there.
std::string usual_address(const ListenSettings& listen, Service service) {
    const auto port = port_of(listen, service);
    return port == 0 ? "" : "http://" + reachable_host(listen.host) + ":" + std::to_string(port);
}

NeighbourSettings read_neighbours(Settings& settings, const ListenSettings& listen) {
    NeighbourSettings neighbours;
    for (const auto service : all_services)
        neighbours[service] = settings.text({setting_of_address(service), usual_address(listen, service), "",
                                             "Where the " + name_of(service) +
                                                 " service is for processes without it; several instances are "
                                                 "separated by commas."});
    return neighbours;
}

EngineSettings read_engines(Settings& settings) {
    return {
        .postgres_url = settings.secret({"POSTGRES_URL", "", "",
                                         "PostgreSQL of the user service (postgresql://user:password@host/database); "
                                         "unset: embedded.",
                                         true}),
        .mongodb_uri = settings.secret({"MONGODB_URI", "", "",
                                        "MongoDB of the event, booking and notification services "
                                        "(mongodb://user:password@host/database); unset: embedded.",
                                        true}),
        .amqp_url = settings.secret({"AMQP_URL", "", "",
                                     "RabbitMQ between booking and notification (amqp://user:password@host/vhost); "
                                     "unset: embedded.",
                                     true}),
    };
}

UserSettings read_user(Settings& settings) {
    return {
        .admin_email = settings.text({"BOXOFFICE_ADMIN_EMAIL", "admin@boxoffice.example", "",
                                      "E-mail of the first admin, made at first start."}),
        .admin_password = settings.secret({"BOXOFFICE_ADMIN_PASSWORD", "", "",
                                           "Password of the first admin; unset: one is made and printed once.", true}),
        .signing_key_file =
            settings.optional_text({"BOXOFFICE_SIGNING_KEY_FILE", "", "",
                                    "Private key (JWK) that tokens are signed with; unset: made in the data "
                                    "folder."}),
        .service_secret = settings.secret({"BOXOFFICE_SERVICE_SECRET", "", "",
                                           "What services prove themselves by; unset: made in the data folder.", true}),
    };
}

EventSettings read_event(Settings& settings) {
    return {.check_interval = std::chrono::seconds(settings.integer(
                {"CONSERVATION_CHECK_SECONDS", "600", "s",
                 "How often it is checked that tickets and bookings' registers add up; reads every register."},
                1, 86'400))};
}

BookingSettings read_booking(Settings& settings) {
    return {
        .hold = std::chrono::seconds(settings.integer(
            {"HOLD_SECONDS", "600", "s", "How long tickets are held for a payment that is not answered."}, 40, 86'400)),
        .payment_timeout = std::chrono::milliseconds(settings.integer(
            {"PAYMENT_TIMEOUT_MS", "5000", "ms", "How long one call to the gateway may take."}, 100, 60'000)),
        .answer_limit = std::chrono::milliseconds(settings.integer(
            {"BOOKING_ANSWER_MS", "5000", "ms", "After how long a booking that has not ended is answered 202."}, 100,
            20'000)),
    };
}

NotificationSettings read_notification(Settings& settings) {
    NotificationSettings read{
        .smtp_url =
            settings.secret({"SMTP_URL", "", "",
                             "Where mail goes (smtp://user:password@host:port); unset: files; null: discards.", true}),
        .mail_from = settings.text({"MAIL_FROM", "Boxoffice <tickets@boxoffice.example>", "", "Sender of mails."}),
        .sms_api_url =
            settings.optional_text({"SMS_API_URL", "", "", "A carrier with Twilio's interface; unset: a file."}),
        .sms_account = settings.optional_text({"SMS_ACCOUNT", "", "", "Account at the carrier."}),
        .sms_token = settings.secret({"SMS_TOKEN", "", "", "Token at the carrier.", true}),
        .sms_from = settings.optional_text({"SMS_FROM", "", "", "Number or name that messages come from."}),
    };
    if (!notification::Mailbox::parse(read.mail_from))
        throw SettingError("MAIL_FROM must be an address, or a name with an address in angle brackets");
    if (read.sms_api_url && (!read.sms_account || read.sms_token.empty() || !read.sms_from))
        throw SettingError("SMS_API_URL needs SMS_ACCOUNT, SMS_TOKEN and SMS_FROM beside it");
    return read;
}

PaymentSettings read_payment(Settings& settings) {
    const auto rate = payment::MisbehaviourPlan::parse_rate(
        settings.text({"PAYMENT_FAULT_RATE", "0", "", "How often the mock gateway misbehaves on purpose, 0 to 1."}));
    if (!rate) throw SettingError("PAYMENT_FAULT_RATE " + rate.error());
    return {.fault_rate = *rate,
            .fault_seed = static_cast<std::uint64_t>(
                settings.integer({"PAYMENT_FAULT_SEED", "1", "", "Which sequence of misbehaviour."}, 0,
                                 std::numeric_limits<std::int64_t>::max())),
            .charges_per_s = settings.integer({"PAYMENT_CHARGES_PER_SECOND", "0", "1/s",
                                               "How many charges the mock gateway serves, to see what a slow one does; "
                                               "0: as many as come."},
                                              0, 1'000'000)};
}

}  // namespace

std::uint16_t port_of(const ListenSettings& listen, Service service) {
    switch (service) {
        case Service::user: return listen.user_port;
        case Service::event: return listen.event_port;
        case Service::booking: return listen.booking_port;
        case Service::notification: return listen.notification_port;
        case Service::payment: return listen.payment_port;
    }
    return 0;
}

std::string setting_of_address(Service service) { return in_capitals(name_of(service)) + "_URL"; }

std::string setting_of_port(Service service) { return in_capitals(name_of(service)) + "_PORT"; }

std::string reachable_host(const std::string& host) {
    if (host == "0.0.0.0" || host == "::") return "127.0.0.1";
    return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

Configuration read_configuration(Settings& settings) {
    Configuration read;
    read.data_folder =
        settings.text({"BOXOFFICE_DATA", "./data", "", "The data folder: embedded stores, mail and SMS files, keys."});
    read.log_file = settings.text(
        {"BOXOFFICE_LOG_FILE", read.data_folder + "/boxoffice.log", "", "The one log file of all services."});
    read.log_level = settings.text({"BOXOFFICE_LOG_LEVEL", "info", "", "debug, info, warning or error."});
    read.log_to_standard_output =
        settings.boolean({"BOXOFFICE_LOG_STDOUT", "false", "", "Whether log lines also go to standard output."});
    read.listen = read_listen(settings);
    read.neighbours = read_neighbours(settings, read.listen);
    read.engines = read_engines(settings);
    read.user = read_user(settings);
    read.event = read_event(settings);
    read.booking = read_booking(settings);
    read.notification = read_notification(settings);
    read.payment = read_payment(settings);
    settings.refuse_unknown();
    return read;
}

}  // namespace boxoffice

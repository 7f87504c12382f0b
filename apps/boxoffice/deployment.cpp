#include "apps/boxoffice/deployment.hpp"

namespace boxoffice {

namespace {

struct Need {
    Service service;
    const char* setting;
    const Secret& value;
};

std::vector<Need> needs_of(const EngineSettings& engines) {
    return {{Service::user, "POSTGRES_URL", engines.postgres_url},
            {Service::event, "MONGODB_URI", engines.mongodb_uri},
            {Service::booking, "MONGODB_URI", engines.mongodb_uri},
            {Service::booking, "AMQP_URL", engines.amqp_url},
            {Service::notification, "MONGODB_URI", engines.mongodb_uri},
            {Service::notification, "AMQP_URL", engines.amqp_url}};
}

/// Which neighbours a service asks.
Services neighbours_of(Service service) {
    switch (service) {
        case Service::user: return {Service::event, Service::booking};
        case Service::event: return {Service::booking};
        case Service::booking: return {Service::event, Service::payment};
        case Service::notification:
        case Service::payment: return {};
    }
    return {};
}

void check_engines(const EngineSettings& engines, const Services& services) {
    for (const auto& [service, setting, value] : needs_of(engines))
        if (services.contains(service) && value.empty())
            throw SettingError(std::string(setting) + " is not set, and the " + name_of(service) +
                               " service needs it: the embedded stores serve only a process that runs all five "
                               "services");
}

void check_pair(const EngineSettings& engines) {
    if (engines.mongodb_uri.empty() == engines.amqp_url.empty()) return;
    throw SettingError(std::string(engines.amqp_url.empty() ? "MONGODB_URI is set without AMQP_URL"
                                                            : "AMQP_URL is set without MONGODB_URI") +
                       ": bookings in MongoDB send their messages through RabbitMQ, those in the embedded store keep "
                       "them there, so the two go together");
}

void require_address(const Configuration& configuration, Service service, Service neighbour) {
    if (!configuration.neighbours.at(neighbour).empty()) return;
    throw SettingError(setting_of_address(neighbour) + " is not set, and the " + name_of(service) +
                       " service needs it");
}

/// Wherever the user service is, the others ask it over HTTP for the tokens that they show to other processes.
void check_addresses(const Configuration& configuration, const Services& services) {
    if (services == all_services) return;
    for (const auto service : services) {
        if (service != Service::user) require_address(configuration, service, Service::user);
        for (const auto neighbour : neighbours_of(service))
            if (!services.contains(neighbour)) require_address(configuration, service, neighbour);
    }
}

}  // namespace

void check_deployment(const Configuration& configuration, const Services& services) {
    if (services == all_services)
        check_pair(configuration.engines);
    else
        check_engines(configuration.engines, services);
    check_addresses(configuration, services);
}

bool uses_embedded_stores(const Configuration& configuration, const Services& services) {
    for (const auto& [service, setting, value] : needs_of(configuration.engines))
        if (services.contains(service) && value.empty()) return true;
    return false;
}

bool names_engines(const Configuration& configuration) {
    const auto& engines = configuration.engines;
    return !engines.postgres_url.empty() || !engines.mongodb_uri.empty() || !engines.amqp_url.empty();
}

}  // namespace boxoffice

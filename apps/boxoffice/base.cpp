#include "apps/boxoffice/base.hpp"

#include "apps/boxoffice/deployment.hpp"
#include "generated/web_assets.hpp"

namespace boxoffice {

namespace {

constexpr std::size_t password_threads = 2;
constexpr std::size_t passwords_waiting_max = 256;

Level level_of(const std::string& name) {
    if (name == "debug") return Level::debug;
    if (name == "info") return Level::info;
    if (name == "warning") return Level::warning;
    if (name == "error") return Level::error;
    throw SettingError("BOXOFFICE_LOG_LEVEL must be debug, info, warning or error");
}

/// Checked first, so that a process that may not be touches nothing.
Services checked(const Configuration& configuration, Services services) {
    check_deployment(configuration, services);
    return services;
}

FileLock::Kind lock_of(const Configuration& configuration, const Services& services) {
    return uses_embedded_stores(configuration, services) ? FileLock::Kind::alone : FileLock::Kind::shared;
}

/// Made only where the user service is, which all others prove themselves to.
Secret service_secret_of(const Base& base, Random& random) {
    constexpr auto file = "service-secret";
    const auto& given = base.configuration.user.service_secret;
    if (!given.empty()) return given;
    if (base.runs(Service::user)) return base.folder.secret(file, random);
    auto shared = read_secret(base.folder.path() / file);
    if (shared.empty())
        throw SettingError("BOXOFFICE_SERVICE_SECRET is not set, and a process without the user service needs it");
    return shared;
}

}  // namespace

Base::Base(const Configuration& given_configuration, Services given_services, Loop& given_loop)
    : configuration(given_configuration),
      services(checked(configuration, std::move(given_services))),
      loop(given_loop),
      folder(configuration.data_folder, lock_of(configuration, services)),
      log_file({.path = configuration.log_file,
                .level = level_of(configuration.log_level),
                .standard_output = configuration.log_to_standard_output}),
      clock(loop),
      ids(random),
      timeouts(loop),
      scope(loop,
            [this](std::exception_ptr fault) {
                Log(log_file, name_of(*services.begin())).error("a background task failed", {{"why", describe(fault)}});
            }),
      workers(loop, "passwords", password_threads, passwords_waiting_max),
      service_secret(service_secret_of(*this, random)) {}

Door::Door(Base& base, Service service)
    : log(base.log_file, name_of(service)),
      metrics(name_of(service)),
      standing(base.clock, log),
      router({.verifier = base.verifier, .clock = base.clock, .random = base.random, .log = log, .metrics = metrics}),
      server(base.loop, router, log) {}

Task<std::optional<std::string>> what_is_missing(const Standing& standing) { co_return standing.missing(); }

void add_common_routes(Door& door, const std::string& service, std::string_view openapi,
                       std::vector<http::ApiDocument> neighbours) {
    http::add_service_routes(door.router, door.metrics,
                             {.service = service,
                              .openapi = std::string(openapi),
                              .ready = [&door] { return what_is_missing(door.standing); },
                              .assets = web::assets(),
                              .neighbours = std::move(neighbours)});
    http::add_assets(door.router, web::assets());
}

}  // namespace boxoffice

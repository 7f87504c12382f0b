#include "apps/boxoffice/base.hpp"

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

}  // namespace

Base::Base(const Configuration& given_configuration, Loop& given_loop)
    : configuration(given_configuration),
      loop(given_loop),
      folder(configuration.data_folder),
      log_file({.path = configuration.log_file,
                .level = level_of(configuration.log_level),
                .standard_output = configuration.log_to_standard_output}),
      clock(loop),
      ids(random),
      timeouts(loop),
      scope(loop,
            [this](std::exception_ptr fault) {
                Log(log_file, "booking").error("a background task failed", {{"why", describe(fault)}});
            }),
      workers(loop, password_threads, passwords_waiting_max),
      service_secret(configuration.user.service_secret.empty() ? folder.secret("service-secret", random)
                                                               : configuration.user.service_secret) {}

Door::Door(Base& base, const std::string& service)
    : log(base.log_file, service),
      metrics(service),
      router({.verifier = base.verifier, .clock = base.clock, .random = base.random, .log = log, .metrics = metrics}),
      server(base.loop, router, log) {}

void add_common_routes(Door& door, const std::string& service, std::string_view openapi,
                       std::vector<http::ApiDocument> neighbours) {
    http::add_service_routes(door.router, door.metrics,
                             {.service = service,
                              .openapi = std::string(openapi),
                              .ready = {},
                              .assets = web::assets(),
                              .neighbours = std::move(neighbours)});
    http::add_assets(door.router, web::assets());
}

}  // namespace boxoffice

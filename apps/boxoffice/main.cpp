#include "apps/boxoffice/commands/commands.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>
#include <set>

namespace {

using namespace boxoffice;

/// What was named; all when nothing was.
Services services_of(const std::vector<std::string>& named) {
    Services chosen;
    for (const auto service : all_services)
        if (named.empty() || std::ranges::find(named, name_of(service)) != named.end()) chosen.insert(service);
    return chosen;
}

std::set<std::string> service_names() {
    std::set<std::string> names;
    for (const auto service : all_services) names.insert(name_of(service));
    return names;
}

int run(int argc, char** argv) {
    CLI::App app("Boxoffice: an online event booking platform.", "boxoffice");
    app.set_version_flag("--version", "boxoffice " BOXOFFICE_VERSION);
    app.require_subcommand(1);

    std::vector<std::string> named;
    bool examples = false;
    auto* serve = app.add_subcommand("serve", "Run the services (all five when none is named).");
    serve->add_option("services", named, "Which")->check(CLI::IsMember(service_names()));
    serve->add_flag("--examples", examples, "Give an empty data folder a few events.");

    commands::ImportRequest request;
    auto* import = app.add_subcommand("import", "Import events from iCalendar (.ics) and CSV files.");
    import->add_option("files", request.files, "Files")->required()->check(CLI::ExistingFile);
    import->add_option("--organizer", request.organizer, "E-mail of the organizer")->required();
    import->add_option("--capacity", request.capacity, "Tickets of each event")->required();
    import->add_option("--price", request.price, "Price of a ticket in minor units")->required();
    import->add_option("--currency", request.currency, "ISO 4217 code")->required();

    std::string email;
    std::string role;
    auto* admin = app.add_subcommand("admin", "Administer accounts and sales.")->require_subcommand(1);
    auto* grant = admin->add_subcommand("grant", "Give a role to a user.");
    grant->add_option("email", email, "The user's e-mail")->required();
    grant->add_option("role", role, "attendee, organizer or admin")
        ->required()
        ->check(CLI::IsMember({"attendee", "organizer", "admin"}));

    std::string event_id;
    auto* resume_sales = admin->add_subcommand("resume-sales", "Sell an event on whose sales are suspended.");
    resume_sales->add_option("event", event_id, "The event's id")->required();

    auto* messages = app.add_subcommand("messages", "See to the messages between services.")->require_subcommand(1);
    auto* replay =
        messages->add_subcommand("replay", "Give those that were set aside to the notification service again.");

    std::int64_t bookings = 0;
    auto* bench = app.add_subcommand("bench", "Make ready for measuring.")->require_subcommand(1);
    auto* seed = bench->add_subcommand("seed", "Fill the data folder with bookings of the past that never were.");
    seed->add_option("--bookings", bookings, "How many")->required()->check(CLI::PositiveNumber);

    auto* migrate = app.add_subcommand("migrate", "Move the data folder's embedded stores into the engines.");
    auto* doctor = app.add_subcommand("doctor", "Check configuration, engines, and that tickets and money add up.");
    auto* config = app.add_subcommand("config", "Print all settings, secrets masked.");

    CLI11_PARSE(app, argc, argv);

    auto settings = Settings::from_process();
    const auto configuration = read_configuration(settings);
    if (*config) return commands::config(settings);
    if (*doctor) return commands::doctor(configuration);
    if (*grant) return commands::grant(configuration, email, role);
    if (*resume_sales) return commands::resume_sales(configuration, event_id);
    if (*replay) return commands::replay(configuration);
    if (*seed) return commands::bench_seed(configuration, bookings);
    if (*migrate) return commands::migrate(configuration);
    if (*import) return commands::import(configuration, request);
    if (*serve) return commands::serve(configuration, services_of(named), examples);
    return 2;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& fault) {
        std::cerr << "boxoffice: " << fault.what() << std::endl;
        return 1;
    }
}

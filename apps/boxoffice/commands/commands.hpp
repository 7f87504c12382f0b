#pragma once

#include "apps/boxoffice/configuration.hpp"

#include <cstdint>
#include <string>
#include <vector>

/// What the program can be told to do. Each returns the exit code; exceptions are reported by main.
namespace boxoffice::commands {

/// Runs these services until SIGTERM or SIGINT. `examples`: an empty event service gets a few events.
int serve(const Configuration& configuration, const Services& services, bool examples);

struct ImportRequest {
    std::vector<std::string> files;
    std::string organizer;  ///< e-mail
    std::int64_t capacity = 0;
    std::int64_t price = 0;  ///< minor units
    std::string currency;
};
/// Imports calendars and tables of events: through the event service when it runs, else straight into the store.
int import(const Configuration& configuration, const ImportRequest& request);

/// Gives a role to a user, with the program running or not.
int grant(const Configuration& configuration, const std::string& email, const std::string& role);

/// Sells an event on that was suspended since its tickets did not add up, with the program running or not; 1 when they
/// still do not.
int resume_sales(const Configuration& configuration, const std::string& event_id);

/// Moves what the embedded stores of the data folder hold into the engines, and compares; may be repeated. 1 when
/// something did not arrive as it was.
int migrate(const Configuration& configuration);

/// Gives the messages that the broker has set aside to the notification service again.
int replay(const Configuration& configuration);

/// Checks the configuration, the engines, what runs, and that tickets, money and notifications add up, with the
/// program running or not; 1 when something is broken.
int doctor(const Configuration& configuration);

/// Fills the data folder with sales of the past that never were, for measuring: `count` confirmed bookings in all
/// embedded stores, which agree.
int bench_seed(const Configuration& configuration, std::int64_t count);

/// Prints all settings, secrets masked.
int config(const Settings& settings);

}  // namespace boxoffice::commands

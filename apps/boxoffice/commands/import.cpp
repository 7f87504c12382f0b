#include "apps/boxoffice/commands/commands.hpp"
#include "apps/boxoffice/commands/people.hpp"
#include "services/event/app/imports.hpp"
#include "services/event/import/calendar.hpp"
#include "services/event/import/csv.hpp"

#include <unistd.h>
#include <boost/json/serialize.hpp>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

namespace boxoffice::commands {

namespace {

constexpr std::size_t batch_max = 500;
constexpr std::size_t body_bytes_max = 900'000;  // a service takes a mebibyte

struct NotPossible : std::runtime_error {
    using std::runtime_error::runtime_error;
};

void add(event::ImportSummary& total, const event::ImportSummary& summary) {
    total.created += summary.created;
    total.changed += summary.changed;
    total.unchanged += summary.unchanged;
    total.refused.insert(total.refused.end(), summary.refused.begin(), summary.refused.end());
}

struct ImportBody {
    std::string organizer_id;
    event::ImportDefaults defaults;
    std::vector<event::EventDraft> drafts;
};
BOOST_DESCRIBE_STRUCT(ImportBody, (), (organizer_id, defaults, drafts))

/// Where the drafts go: the event service, on behalf of an organizer.
class Destination {
public:
    Destination(const Configuration& configuration, const std::string& email)
        : services_(configuration, {Service::user, Service::event}) {
        const auto user = find_user(services_, email);
        if (!user) throw NotPossible("there is no user " + email);
        const auto& role = user->at("role");
        if (role != "organizer" && role != "admin")
            throw NotPossible(email + " is no organizer: boxoffice admin grant " + email + " organizer");
        organizer_ = user->at("id").as_string();
    }

    event::ImportSummary import(const event::ImportDefaults& defaults, const std::vector<event::EventDraft>& drafts) {
        const auto body = json::write(ImportBody{organizer_, defaults, drafts});
        if (body.size() > body_bytes_max && drafts.size() > 1) return import_halves(defaults, drafts);
        const auto reply = services_.call(Service::event, "POST", "/internal/imports", body);
        const auto text = boost::json::serialize(reply.body);
        if (reply.status != 200) throw NotPossible("the event service refused: " + text);
        return json::read_stored<event::ImportSummary>(text);
    }

private:
    event::ImportSummary import_halves(const event::ImportDefaults& defaults,
                                       const std::vector<event::EventDraft>& drafts) {
        const auto middle = drafts.begin() + static_cast<std::ptrdiff_t>(drafts.size() / 2);
        auto summary = import(defaults, {drafts.begin(), middle});
        add(summary, import(defaults, {middle, drafts.end()}));
        return summary;
    }

    ServicesAtHand services_;
    std::string organizer_;
};

event::Reading read(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    if (!stream) throw NotPossible("cannot read " + file);
    const auto ending = std::filesystem::path(file).extension();
    if (ending == ".ics") return event::read_calendar(text.str());
    if (ending == ".csv") return event::read_csv(text.str());
    throw NotPossible(file + " is neither .ics nor .csv");
}

/// A bar on a terminal, nothing elsewhere.
void show_progress(std::size_t done, std::size_t all) {
    constexpr std::size_t width = 40;
    if (::isatty(STDERR_FILENO) == 0 || all == 0) return;
    const auto filled = width * done / all;
    std::cerr << '\r' << '[' << std::string(filled, '#') << std::string(width - filled, '.') << "] " << done << '/'
              << all << (done == all ? "\n" : "") << std::flush;
}

event::ImportSummary import_file(Destination& destination, event::Reading reading,
                                 const event::ImportDefaults& defaults) {
    event::ImportSummary total;
    for (const auto& fault : reading.faults) total.refused.push_back({fault.line, fault.detail});
    for (std::size_t done = 0; done < reading.drafts.size();) {
        const auto count = std::min(batch_max, reading.drafts.size() - done);
        const auto begin = reading.drafts.begin() + static_cast<std::ptrdiff_t>(done);
        add(total, destination.import(defaults, {begin, begin + static_cast<std::ptrdiff_t>(count)}));
        done += count;
        show_progress(done, reading.drafts.size());
    }
    return total;
}

}  // namespace

int import(const Configuration& configuration, const ImportRequest& request) {
    const event::ImportDefaults defaults{request.capacity, request.price, request.currency};
    Faults faults;
    event::Imports::check(defaults, faults);
    for (const auto& fault : faults.take()) throw NotPossible("--" + fault.pointer.substr(1) + " " + fault.detail);
    Destination destination(configuration, request.organizer);
    bool refused = false;
    for (const auto& file : request.files) {
        const auto summary = import_file(destination, read(file), defaults);
        for (const auto& refusal : summary.refused)
            std::cerr << file << ":" << refusal.line << ": " << refusal.detail << std::endl;
        std::cout << file << ": " << summary.created << " new, " << summary.changed << " changed, " << summary.unchanged
                  << " unchanged, " << summary.refused.size() << " refused" << std::endl;
        refused = refused || !summary.refused.empty();
    }
    return refused ? 1 : 0;
}

}  // namespace boxoffice::commands

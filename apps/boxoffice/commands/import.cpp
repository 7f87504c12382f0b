#include "apps/boxoffice/commands/commands.hpp"
#include "apps/boxoffice/program.hpp"
#include "apps/boxoffice/running_program.hpp"
#include "platform/async/run.hpp"
#include "services/event/import/calendar.hpp"
#include "services/event/import/csv.hpp"

#include <unistd.h>
#include <boost/json/serialize.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
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

/// Where the drafts go: into the stores, or through the program that serves them.
class Destination {
public:
    virtual ~Destination() = default;
    virtual event::ImportSummary import(event::ImportDefaults defaults, std::vector<event::EventDraft> drafts) = 0;
};

class Stores final : public Destination {
public:
    Stores(const Configuration& configuration, const std::string& email)
        : loop_(1), program_(configuration, all_services, loop_) {
        const auto users = run(loop_, program_.user->accounts.list({.email = email}));
        if (users.empty()) throw NotPossible("there is no user " + email);
        if (users.front().role != Role::organizer && users.front().role != Role::admin)
            throw NotPossible(email + " is no organizer: boxoffice admin grant " + email + " organizer");
        organizer_ = users.front().id;
    }
    ~Stores() override { run(loop_, program_.stop()); }

    event::ImportSummary import(event::ImportDefaults defaults, std::vector<event::EventDraft> drafts) override {
        const Context context{.caller = Caller::service("import"), .trace = Trace::begin(program_.base.random)};
        return run(loop_,
                   program_.event->imports.import_events(context, organizer_, std::move(defaults), std::move(drafts)));
    }

private:
    Loop loop_;
    Program program_;
    UserId organizer_;
};

struct ImportBody {
    std::string organizer_id;
    event::ImportDefaults defaults;
    std::vector<event::EventDraft> drafts;
};
BOOST_DESCRIBE_STRUCT(ImportBody, (), (organizer_id, defaults, drafts))

class OverHttp final : public Destination {
public:
    OverHttp(RunningProgram program, const std::string& email) : program_(std::move(program)) {
        const auto encoded = boost::urls::encode(email, boost::urls::unreserved_chars);
        const auto found = program_.call("user", "GET", "/users?email=" + encoded);
        if (found.status != 200 || found.body.at("data").as_array().empty())
            throw NotPossible("there is no user " + email);
        const auto& user = found.body.at("data").at(0);
        if (user.at("role") != "organizer" && user.at("role") != "admin")
            throw NotPossible(email + " is no organizer: boxoffice admin grant " + email + " organizer");
        organizer_ = user.at("id").as_string();
    }

    event::ImportSummary import(event::ImportDefaults defaults, std::vector<event::EventDraft> drafts) override {
        const auto body = json::write(ImportBody{organizer_, defaults, drafts});
        if (body.size() > body_bytes_max && drafts.size() > 1) return import_halves(defaults, drafts);
        const auto reply = program_.call("event", "POST", "/internal/imports", body);
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

    RunningProgram program_;
    std::string organizer_;
};

std::unique_ptr<Destination> destination(const Configuration& configuration, const std::string& email) {
    if (auto running = RunningProgram::find(configuration))
        return std::make_unique<OverHttp>(std::move(*running), email);
    return std::make_unique<Stores>(configuration, email);
}

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
    const auto into = destination(configuration, request.organizer);
    bool refused = false;
    for (const auto& file : request.files) {
        const auto summary = import_file(*into, read(file), defaults);
        for (const auto& refusal : summary.refused)
            std::cerr << file << ":" << refusal.line << ": " << refusal.detail << std::endl;
        std::cout << file << ": " << summary.created << " new, " << summary.changed << " changed, " << summary.unchanged
                  << " unchanged, " << summary.refused.size() << " refused" << std::endl;
        refused = refused || !summary.refused.empty();
    }
    return refused ? 1 : 0;
}

}  // namespace boxoffice::commands

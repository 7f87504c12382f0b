// simulation: runs histories of the whole booking flow; says what they violate, how much they cover, and how fast.

#include "tests/simulation/campaign.hpp"
#include "tests/simulation/shrink.hpp"

#include <CLI/CLI.hpp>
#include <boost/describe/enum_from_string.hpp>

#include <iostream>

namespace {

using namespace boxoffice::simulation;
using SteadyClock = std::chrono::steady_clock;

double seconds_since(SteadyClock::time_point began) {
    return std::chrono::duration<double>(SteadyClock::now() - began).count();
}

void print_story(const Plan& plan, const Outcome& outcome) {
    fmt::print("{}", describe(plan));
    for (const auto& line : outcome.story) fmt::print("{}\n", line);
    for (const auto& violation : outcome.violations) fmt::print("violated: {}\n", violation);
}

void print_shrunk(const Plan& plan, std::optional<Mutation> planted) {
    const auto shrunk = shrink(plan, planted);
    fmt::print("\nThe shortest history found in {} tries:\n", shrunk.histories);
    print_story(shrunk.plan, shrunk.outcome);
}

int run_seed(std::uint64_t seed, std::optional<Mutation> planted, bool shrinks) {
    Coverage coverage;
    const auto plan = plan_of(seed);
    const auto outcome = run(plan, {.planted = planted, .told = true}, coverage);
    print_story(plan, outcome);
    fmt::print("{} flows, {} steps, {:.0f} s of virtual time, {} violations\n", outcome.flows, outcome.steps,
               static_cast<double>(outcome.lasted.count()) / 1e6, outcome.violations.size());
    if (outcome.violations.empty()) return 0;
    if (shrinks) print_shrunk(plan, planted);
    return 1;
}

void report(const Campaigned& done, SteadyClock::time_point began) {
    const auto seconds = seconds_since(began);
    fmt::print("{} histories, {} flows, {} steps in {:.1f} s: {:.0f} flows/s, {} violations\n", done.histories,
               done.flows, done.steps, seconds, static_cast<double>(done.flows) / seconds, done.violations.size());
}

int run_many(const Campaign& campaign, bool shrinks) {
    const auto began = SteadyClock::now();
    auto told_at = began;
    const auto done = run(campaign, [&](const Campaigned& so_far) {
        if (SteadyClock::now() - told_at < std::chrono::seconds(30)) return;
        told_at = SteadyClock::now();
        report(so_far, began);
        std::cout.flush();
    });
    fmt::print("Transitions:\n{}", done.coverage.text());
    report(done, began);
    if (done.violations.empty()) return 0;
    for (const auto& violation : done.violations) fmt::print("violated: {}\n", violation);
    fmt::print("again: simulation --seed {}\n", done.failed_seed);
    if (shrinks) print_shrunk(plan_of(done.failed_seed), campaign.planted);
    return 1;
}

std::optional<Mutation> mutation_named(const std::string& name) {
    Mutation mutation{};
    if (!boost::describe::enum_from_string(name.c_str(), mutation)) throw CLI::ValidationError("no such mutation");
    return mutation;
}

}  // namespace

int main(int count, char** words) {
    CLI::App app("Simulated histories of bookings: crashes, losses, delays, clocks that jump. One seed, one history.");
    Campaign campaign{.flows = 1'000'000};
    std::optional<std::uint64_t> seed;
    std::string mutation;
    bool shrinks = true;
    app.add_option("--flows", campaign.flows, "how many booking flows at least")->capture_default_str();
    app.add_option("--from", campaign.from, "the first seed")->capture_default_str();
    app.add_option("--seed", seed, "only this seed, step by step");
    app.add_option("--mutation", mutation, "leave out a rule or guard (see mutation.hpp)");
    app.add_flag("!--no-shrink", shrinks, "do not look for a shorter history that fails");
    CLI11_PARSE(app, count, words);
    try {
        if (!mutation.empty()) campaign.planted = mutation_named(mutation);
    } catch (const CLI::ValidationError& error) {
        return app.exit(error);
    }
    return seed ? run_seed(*seed, campaign.planted, shrinks) : run_many(campaign, shrinks);
}

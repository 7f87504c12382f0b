#include "tests/model/runs.hpp"

#include <chrono>
#include <cstdio>
#include <cstring>
#include <string_view>

/// protocol_model [--thorough] [--traces] [PART]: explores every run, or those whose group or name has PART in it, and
/// compares with what the table expects. 1 when anything comes out otherwise.
namespace boxoffice::model {

namespace {

struct Options {
    bool thorough = false;
    bool traces = false;
    std::string part;
};

Options read_options(int count, char** words) {
    Options options;
    for (int i = 1; i < count; ++i) {
        const std::string_view word = words[i];
        if (word == "--thorough") options.thorough = true;
        else if (word == "--traces") options.traces = true;
        else options.part = word;
    }
    return options;
}

bool is_wanted(const Run& run, const Options& options) {
    if (run.length == Run::Length::thorough && !options.thorough) return false;
    return (run.group + " " + run.name).find(options.part) != std::string::npos;
}

/// Whether it came out as expected.
bool carry_out(const Run& run, const Options& options) {
    const auto began = std::chrono::steady_clock::now();
    const auto findings = run.explore();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    const bool expected = run.expected == Run::Outcome::holds ? findings.holds() : !findings.violation.empty();
    std::printf("%-56s %9llu states %9llu steps %6.1f s  %s%s\n", run.name.c_str(),
                static_cast<unsigned long long>(findings.states), static_cast<unsigned long long>(findings.steps),
                took.count(), findings.violation.empty() ? (findings.complete ? "holds" : "too many states") : "violated: ",
                findings.violation.c_str());
    if (!expected) std::printf("    NOT AS EXPECTED\n");
    if (options.traces || (!expected && !findings.trace.empty()))
        for (std::size_t i = 0; i < findings.trace.size(); ++i)
            std::printf("    %2zu  %s\n", i + 1, findings.trace[i].c_str());
    std::fflush(stdout);
    return expected;
}

int carry_out_all(const Options& options) {
    int carried_out = 0;
    int unexpected = 0;
    std::string group;
    for (const auto& runs : {booking_runs(), inventory_runs(), key_runs()})
        for (const auto& run : runs) {
            if (!is_wanted(run, options)) continue;
            if (std::exchange(group, run.group) != run.group) std::printf("\n%s\n", run.group.c_str());
            ++carried_out;
            if (!carry_out(run, options)) ++unexpected;
        }
    std::printf("\n%d runs, %d not as expected\n", carried_out, unexpected);
    return carried_out == 0 || unexpected != 0 ? 1 : 0;
}

}  // namespace

}  // namespace boxoffice::model

int main(int count, char** words) {
    return boxoffice::model::carry_out_all(boxoffice::model::read_options(count, words));
}

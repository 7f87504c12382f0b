// The load driver: one thread, plain sockets, so that the server is the limit and not the driver. Prints one line of
// JSON (before it, `streams` and `slow` print "open").
//   boxoffice_load requests --url http://127.0.0.1:4000 --path /bookings --method POST --body '{…}' --tokens FILE
//                           --stretch 2 --stretch 10 --stretch 10@500      (seconds, or seconds@rate for an open loop)
//   boxoffice_load streams  --url … --path …/availability/stream --present …/availability --streams 10000 --seconds 10
//   boxoffice_load slow     --url … --how headers|body|reading --path … --clients 1000 --seconds 40
//   boxoffice_load disk     --folder FOLDER --seconds 3
#include "bench/driver/disk.hpp"
#include "bench/driver/load.hpp"
#include "bench/driver/poller.hpp"
#include "bench/driver/slow_clients.hpp"
#include "bench/driver/streams.hpp"
#include "platform/json/write.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cstdio>
#include <fstream>
#include <iostream>

namespace boxoffice::load {
namespace {

std::vector<std::string> lines_of(const std::string& path) {
    std::vector<std::string> lines;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);)
        if (!line.empty()) lines.push_back(line);
    return lines;
}

/// What the command line says of the requests to send.
struct RequestWords {
    std::string method = "GET";
    std::string path = "/";
    std::string body;
    std::string bodies_file;
    std::string tokens_file;
};

/// One request for each token or body, whichever are more; the others are taken in turn.
std::vector<std::string> requests_of(const RequestWords& words, const std::string& host) {
    auto bodies = words.bodies_file.empty() ? std::vector{words.body} : lines_of(words.bodies_file);
    auto tokens = words.tokens_file.empty() ? std::vector<std::string>{""} : lines_of(words.tokens_file);
    if (bodies.empty() || tokens.empty()) throw std::invalid_argument("a file of bodies or tokens is empty");
    std::vector<std::string> requests;
    for (std::size_t i = 0; i < std::max(bodies.size(), tokens.size()); ++i) {
        const auto& body = bodies[i % bodies.size()];
        const auto& token = tokens[i % tokens.size()];
        auto request = fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\n", words.method, words.path, host);
        if (!token.empty()) request += "Authorization: Bearer " + token + "\r\n";
        if (!body.empty())
            request += fmt::format("Content-Type: application/json\r\nContent-Length: {}\r\n", body.size());
        requests.push_back(request + "\r\n" + body);
    }
    return requests;
}

/// "10" or "10@500".
Stretch stretch_of(const std::string& words) {
    const auto at = words.find('@');
    return {std::stod(words.substr(0, at)), at == std::string::npos ? 0 : std::stod(words.substr(at + 1))};
}

template <class Result>
void print(const Result& result) {
    std::puts(json::write(result).c_str());
}

int drive(int count, char** words) {
    CLI::App app("The load driver of script/bench", "boxoffice_load");
    app.require_subcommand(1);
    std::string url;
    std::vector<std::string> urls;
    double seconds = 10;

    Plan plan;
    RequestWords request;
    std::vector<std::string> stretches;
    auto* requests = app.add_subcommand("requests", "Closed or open loop of one kind of request.");
    requests->add_option("--url", urls, "One or more servers; connections go to them in turn")->required();
    requests->add_option("--method", request.method);
    requests->add_option("--path", request.path);
    requests->add_option("--body", request.body);
    requests->add_option("--bodies", request.bodies_file, "A file, one body a line")->check(CLI::ExistingFile);
    requests->add_option("--tokens", request.tokens_file, "A file, one token a line")->check(CLI::ExistingFile);
    requests->add_option("--connections", plan.connections)->check(CLI::PositiveNumber);
    requests->add_option("--stretch", stretches, "Seconds, or seconds@rate")->required();
    requests->add_option("--patience", plan.patience_s, "Seconds");

    StreamPlan stream_plan;
    auto* streams = app.add_subcommand("streams", "Many open streams of availability.");
    streams->add_option("--url", url)->required();
    streams->add_option("--path", stream_plan.stream_path)->required();
    streams->add_option("--present", stream_plan.present_path)->required();
    streams->add_option("--streams", stream_plan.streams);
    streams->add_option("--seconds", seconds);

    SlowPlan slow_plan;
    std::string how = "headers";
    auto* slow = app.add_subcommand("slow", "Slow clients.");
    slow->add_option("--url", url)->required();
    slow->add_option("--how", how)->check(CLI::IsMember({"headers", "body", "reading"}));
    slow->add_option("--path", slow_plan.path);
    slow->add_option("--clients", slow_plan.clients);
    slow->add_option("--seconds", seconds);

    std::string folder = ".";
    auto* disk = app.add_subcommand("disk", "What a durable write costs.");
    disk->add_option("--folder", folder)->check(CLI::ExistingDirectory);
    disk->add_option("--seconds", seconds);
    CLI11_PARSE(app, count, words);

    open_many_files();
    if (*requests) {
        for (const auto& each : urls) plan.addresses.push_back(Address::parse(each));
        plan.requests = requests_of(request, plan.addresses.front().host);
        for (const auto& stretch : stretches) plan.stretches.push_back(stretch_of(stretch));
        print(load::run(plan));
    } else if (*streams) {
        stream_plan.address = Address::parse(url);
        stream_plan.seconds = seconds;
        print(run_streams(stream_plan));
    } else if (*slow) {
        slow_plan.address = Address::parse(url);
        slow_plan.seconds = seconds;
        boost::describe::enum_from_string(how.c_str(), slow_plan.slowness);
        print(run_slow_clients(slow_plan));
    } else {
        print(measure_disk(folder, seconds));
    }
    return 0;
}

}  // namespace
}  // namespace boxoffice::load

int main(int count, char** words) {
    try {
        return boxoffice::load::drive(count, words);
    } catch (const std::exception& fault) {
        std::cerr << "boxoffice_load: " << fault.what() << std::endl;
        return 1;
    }
}

#include "apps/boxoffice/commands/commands.hpp"
#include "apps/boxoffice/deployment.hpp"
#include "apps/boxoffice/examples.hpp"
#include "apps/boxoffice/program.hpp"
#include "apps/boxoffice/running_program.hpp"
#include "platform/async/run.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>

namespace boxoffice::commands {

namespace {

using Signals = boost::asio::basic_signal_set<Executor>;

/// Returns at the first signal, or when they are cancelled.
Task<> first_of(Signals& signals) {
    boost::system::error_code cancelled;
    co_await signals.async_wait(boost::asio::redirect_error(use_task, cancelled));
}

/// A log file that was moved away is opened anew.
Task<> reopen_on(Signals& hangups, LogFile& log_file) {
    for (;;) {
        co_await hangups.async_wait(use_task);
        log_file.reopen();
    }
}

/// Where the embedded program serves, for the commands that look for it; gone when it stops serving.
class AddressesFile {
public:
    AddressesFile(std::string path, const std::string& line) : path_(std::move(path)) {
        if (!path_.empty()) std::ofstream(path_) << line << std::endl;
    }
    AddressesFile(const AddressesFile&) = delete;
    AddressesFile& operator=(const AddressesFile&) = delete;
    ~AddressesFile() {
        if (!path_.empty()) std::filesystem::remove(path_);
    }

private:
    std::string path_;
};

/// Until a signal comes, or something that can never be prepared.
void serve_until_stopped(Program& program, Signals& stops, bool embedded, bool examples) {
    auto& loop = program.base.loop;
    // On the embedded stores nothing has to be waited for, so nobody meets a service that is not prepared.
    if (embedded || examples) run(loop, program.prepare());
    if (examples) run(loop, add_examples(program));
    std::exception_ptr fatal;
    const auto ready = program.serve([&](const std::exception_ptr& fault) {
        fatal = fault;
        stops.cancel();
    });
    const AddressesFile addresses(embedded ? program.base.folder.file(addresses_file) : "", ready);
    std::cout << ready << std::endl;
    run(loop, first_of(stops));
    if (fatal) std::rethrow_exception(fatal);
}

}  // namespace

int serve(const Configuration& configuration, const Services& services, bool examples) {
    Loop loop(1);
    // Caught from the first moment on: who reads the line `ready` may signal at once.
    Signals stops(loop, SIGTERM, SIGINT);
    Signals hangups(loop, SIGHUP);
    Program program(configuration, services, loop);
    const bool embedded = uses_embedded_stores(configuration, services);
    if (examples && services != all_services) throw SettingError("--examples needs all five services in one process");
    program.base.scope.spawn(reopen_on(hangups, program.base.log_file));
    std::exception_ptr fault;
    try {
        serve_until_stopped(program, stops, embedded, examples);
    } catch (...) {
        fault = std::current_exception();
    }
    run(loop, program.stop());
    if (fault) std::rethrow_exception(fault);
    return 0;
}

}  // namespace boxoffice::commands

#include "apps/boxoffice/commands/commands.hpp"
#include "apps/boxoffice/examples.hpp"
#include "apps/boxoffice/program.hpp"
#include "apps/boxoffice/running_program.hpp"
#include "platform/async/run.hpp"

#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>

namespace boxoffice::commands {

namespace {

using Signals = boost::asio::basic_signal_set<Executor>;

Task<> first_of(Signals& signals) { co_await signals.async_wait(use_task); }

/// A log file that was moved away is opened anew.
Task<> reopen_on(Signals& hangups, LogFile& log_file) {
    for (;;) {
        co_await hangups.async_wait(use_task);
        log_file.reopen();
    }
}

}  // namespace

int serve(const Configuration& configuration, bool examples) {
    Loop loop(1);
    // Caught from the first moment on: who reads the line `ready` may signal at once.
    Signals stops(loop, SIGTERM, SIGINT);
    Signals hangups(loop, SIGHUP);
    Program program(configuration, loop);
    run(loop, program.prepare());
    if (examples) run(loop, add_examples(program));
    const auto ready = program.serve();
    std::ofstream(program.base.folder.file(addresses_file)) << ready << std::endl;
    std::cout << ready << std::endl;
    program.base.scope.spawn(reopen_on(hangups, program.base.log_file));
    run(loop, first_of(stops));
    std::filesystem::remove(program.base.folder.file(addresses_file));
    run(loop, program.stop());
    return 0;
}

}  // namespace boxoffice::commands

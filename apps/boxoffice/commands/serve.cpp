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

/// Ends with the first SIGTERM or SIGINT.
Task<> told_to_stop(Loop& loop) {
    Signals signals(loop, SIGTERM, SIGINT);
    co_await signals.async_wait(use_task);
}

/// A log file that was moved away is opened anew.
Task<> reopen_on_hangup(Base& base) {
    Signals signals(base.loop, SIGHUP);
    for (;;) {
        co_await signals.async_wait(use_task);
        base.log_file.reopen();
    }
}

}  // namespace

int serve(const Configuration& configuration, bool examples) {
    Loop loop(1);
    Program program(configuration, loop);
    run(loop, program.prepare());
    if (examples) run(loop, add_examples(program));
    const auto ready = program.serve();
    std::ofstream(program.base.folder.file(addresses_file)) << ready << std::endl;
    std::cout << ready << std::endl;
    program.base.scope.spawn(reopen_on_hangup(program.base));
    run(loop, told_to_stop(loop));
    std::filesystem::remove(program.base.folder.file(addresses_file));
    run(loop, program.stop());
    return 0;
}

}  // namespace boxoffice::commands

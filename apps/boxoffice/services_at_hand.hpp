#pragma once

#include "apps/boxoffice/program.hpp"
#include "apps/boxoffice/running_program.hpp"

#include <memory>
#include <string>

namespace boxoffice {

/// The services as the commands use them, by their routes: those that run are asked over HTTP, the others in this
/// process over the same stores, as an admin either way (over HTTP on engines: as a service).
class ServicesAtHand {
public:
    /// Those of `wanted` that do not run, or shall be asked `here` in any case, are opened in this process. That needs
    /// engines: an embedded store belongs to the program that serves it. Throws Unavailable when an engine is away.
    ServicesAtHand(const Configuration& configuration, const Services& wanted, const Services& here = {});
    ServicesAtHand(const ServicesAtHand&) = delete;
    ServicesAtHand& operator=(const ServicesAtHand&) = delete;
    ~ServicesAtHand();

    using Reply = RunningProgram::Reply;
    /// `path` with its query. Throws std::runtime_error when there is no answer.
    Reply call(Service service, const std::string& method, const std::string& path, const std::string& body = "");
    /// The same, and std::runtime_error unless the answer is 200.
    boost::json::value get(Service service, const std::string& path);

    const RunningProgram& running() const { return running_; }

private:
    void open(const Configuration& configuration, Services services);

    RunningProgram running_;
    Loop loop_{1};
    std::unique_ptr<Program> program_;
    std::string token_;
};

}  // namespace boxoffice

#include "apps/boxoffice/commands/commands.hpp"
#include "apps/boxoffice/program.hpp"
#include "apps/boxoffice/running_program.hpp"
#include "platform/async/run.hpp"

#include <boost/describe/enum_from_string.hpp>
#include <boost/json/serialize.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

#include <iostream>

namespace boxoffice::commands {

namespace {

int report(const std::string& email, const std::string& role, bool granted, const std::string& why) {
    if (granted)
        std::cout << email << " is now " << role << std::endl;
    else
        std::cerr << "boxoffice: " << email << " cannot be given the role: " << why << std::endl;
    return granted ? 0 : 1;
}

int grant_over_http(const RunningProgram& program, const std::string& email, const std::string& role) {
    const auto encoded = boost::urls::encode(email, boost::urls::unreserved_chars);
    const auto found = program.call("user", "GET", "/users?email=" + encoded);
    if (found.status != 200 || found.body.at("data").as_array().empty())
        return report(email, role, false, "there is no such user");
    const std::string id(found.body.at("data").at(0).at("id").as_string());
    const auto changed = program.call("user", "PUT", "/users/" + id, R"({"role":")" + role + "\"}");
    return report(email, role, changed.status == 200, boost::json::serialize(changed.body));
}

}  // namespace

int grant(const Configuration& configuration, const std::string& email, const std::string& role) {
    if (const auto running = RunningProgram::find(configuration)) return grant_over_http(*running, email, role);
    Loop loop(1);
    Program program(configuration, all_services, loop);
    Role wanted{};
    boost::describe::enum_from_string(role.c_str(), wanted);
    const Context context{.caller = Caller::service("command-line"), .trace = Trace::begin(program.base.random)};
    const auto granted = run(loop, program.user->accounts.grant(context, email, wanted));
    run(loop, program.stop());
    return report(email, role, granted.has_value(), "there is no such user, or it is the last admin");
}

}  // namespace boxoffice::commands

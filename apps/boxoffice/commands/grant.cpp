#include "apps/boxoffice/commands/commands.hpp"
#include "apps/boxoffice/commands/people.hpp"
#include "apps/boxoffice/deployment.hpp"

#include <iostream>

namespace boxoffice::commands {

int grant(const Configuration& configuration, const std::string& email, const std::string& role) {
    // On engines in this process: over HTTP the commands are a service, which gives no roles.
    const Services here = names_engines(configuration) ? Services{Service::user} : Services{};
    ServicesAtHand services(configuration, {Service::user}, here);
    const auto user = find_user(services, email);
    if (!user) {
        std::cerr << "boxoffice: there is no user " << email << std::endl;
        return 1;
    }
    const std::string id(user->at("id").as_string());
    const auto changed = services.call(Service::user, "PUT", "/users/" + id, R"({"role":")" + role + "\"}");
    if (changed.status == 200) {
        std::cout << email << " is now " << role << std::endl;
        return 0;
    }
    std::cerr << "boxoffice: " << email << " cannot be given the role: " << changed.body.at("detail").as_string()
              << std::endl;
    return 1;
}

}  // namespace boxoffice::commands

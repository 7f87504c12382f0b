#include "apps/boxoffice/commands/commands.hpp"
#include "apps/boxoffice/deployment.hpp"
#include "apps/boxoffice/services_at_hand.hpp"

#include <iostream>

namespace boxoffice::commands {

namespace {

int refuse(const std::string& why) {
    std::cerr << "boxoffice: " << why << std::endl;
    return 1;
}

std::string text(const boost::json::value& answer, const char* member) {
    return std::string(answer.at(member).as_string());
}

}  // namespace

int resume_sales(const Configuration& configuration, const std::string& event_id) {
    // On engines in this process: over HTTP the commands are a service, which edits no events.
    const Services here = names_engines(configuration) ? Services{Service::event} : Services{};
    ServicesAtHand services(configuration, {Service::event}, here);
    const auto event = services.call(Service::event, "GET", "/events/" + event_id);
    if (event.status != 200) return refuse("there is no event " + event_id);
    const auto name = text(event.body, "name");
    if (text(event.body, "status") != "SUSPENDED")
        return refuse("the sales of " + name + " are not suspended: it is " + text(event.body, "status"));
    const auto resumed = services.call(Service::event, "PUT", "/events/" + event_id, R"({"status":"PUBLISHED"})");
    if (resumed.status != 200)
        return refuse("the sales of " + name + " stay suspended: " + text(resumed.body, "detail"));
    std::cout << "the sales of " << name << " go on" << std::endl;
    return 0;
}

}  // namespace boxoffice::commands

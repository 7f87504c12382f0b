#include "apps/boxoffice/commands/people.hpp"

#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

namespace boxoffice::commands {

std::optional<boost::json::object> find_user(ServicesAtHand& services, const std::string& email) {
    const auto encoded = boost::urls::encode(email, boost::urls::unreserved_chars);
    const auto found = services.get(Service::user, "/users?email=" + encoded);
    const auto& data = found.at("data").as_array();
    if (data.empty()) return std::nullopt;
    return data.front().as_object();
}

}  // namespace boxoffice::commands

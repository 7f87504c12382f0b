#pragma once

#include <boost/describe/enum.hpp>
#include <boost/describe/enum_to_string.hpp>

#include <set>
#include <string>

namespace boxoffice {

enum class Service { user, event, booking, notification, payment };
BOOST_DESCRIBE_ENUM(Service, user, event, booking, notification, payment)

using Services = std::set<Service>;

inline const Services all_services{Service::user, Service::event, Service::booking, Service::notification,
                                   Service::payment};

/// "user"
inline std::string name_of(Service service) { return boost::describe::enum_to_string(service, ""); }

}  // namespace boxoffice

#pragma once

#include "platform/id/uuid.hpp"
#include "platform/time/timestamp.hpp"
#include "platform/trace/trace.hpp"

#include <boost/describe.hpp>

#include <optional>
#include <string>

namespace boxoffice {

struct UserTag;
using UserId = Id<UserTag>;

enum class Role { attendee, organizer, admin, service };
BOOST_DESCRIBE_ENUM(Role, attendee, organizer, admin, service)

/// Who asks: what a verified token says.
struct Caller {
    std::string subject;  ///< a user's id, or a service's name
    std::string session;  ///< `sid`: what a sign-out ends
    std::string email;
    Role role = Role::attendee;
    Timestamp issued_at{};
    Timestamp expires_at{};

    /// The user's id; nothing for a service.
    std::optional<UserId> user_id() const { return UserId::parse(subject); }
    bool is_service() const { return role == Role::service; }
    bool is_admin() const { return role == Role::admin; }
    /// Organizers and admins may create events.
    bool may_organize() const { return role == Role::organizer || role == Role::admin; }

    /// A service of this program, as whose agent a use case is called within one process.
    static Caller service(std::string name);
};

/// What every use case is told about the request that it serves.
struct Context {
    Caller caller;
    Trace trace;
};

}  // namespace boxoffice

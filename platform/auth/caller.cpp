#include "platform/auth/caller.hpp"

namespace boxoffice {

Caller Caller::service(std::string name) {
    Caller caller;
    caller.subject = std::move(name);
    caller.role = Role::service;
    caller.expires_at = Timestamp::max();
    return caller;
}

}  // namespace boxoffice

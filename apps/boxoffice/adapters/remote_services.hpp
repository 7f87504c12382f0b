#pragma once

#include "apps/boxoffice/base.hpp"
#include "platform/http/client.hpp"
#include "platform/remote/followers.hpp"
#include "platform/remote/remote.hpp"
#include "platform/remote/service_tokens.hpp"

#include <map>
#include <memory>
#include <optional>
#include <utility>

namespace boxoffice::adapters {

/// The services of other processes, as those of this process ask them: each with a token of its own. Used on the loop's
/// thread; base.scope must be joined before this dies.
class RemoteServices {
public:
    explicit RemoteServices(Base& base);

    /// A service of another process as `self` asks it; from now on `door`'s standing says when it does not answer.
    remote::Remote& neighbour(Door& door, Service self, Service other);

    /// In a process without the user service: `door` needs its keys before it can serve, and tokens are verified as
    /// the user service says from `start` on.
    void trust_users(Door& door, Service self);

    void start();
    /// Refuses every call that comes. Call when nobody is served any more.
    void close() { client_.close(); }

private:
    /// How a service proves itself.
    struct Identity {
        std::unique_ptr<remote::Remote> users;
        std::unique_ptr<remote::ServiceTokens> tokens;
    };
    struct Followers {
        explicit Followers(const remote::FollowerParts& parts) : keys(parts), revocations(parts) {}
        remote::KeyFollower keys;
        remote::RevocationFollower revocations;
    };

    std::unique_ptr<remote::Remote> connect(Door& door, Service other);
    Identity& identity(Door& door, Service self);
    Task<> learn_keys();
    Task<> ping_users(remote::Remote& users);

    Base& base_;
    http::Client client_;
    std::map<Service, Identity> identities_;
    std::map<std::pair<Service, Service>, std::unique_ptr<remote::Remote>> neighbours_;
    std::optional<Followers> followers_;
};

}  // namespace boxoffice::adapters

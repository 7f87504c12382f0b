#include "apps/boxoffice/adapters/remote_services.hpp"

namespace boxoffice::adapters {

namespace {

std::vector<http::Origin> instances_of(const Configuration& configuration, Service service) {
    try {
        return remote::parse_instances(configuration.neighbours.at(service));
    } catch (const std::invalid_argument& fault) {
        throw SettingError(setting_of_address(service) + ": " + fault.what());
    }
}

}  // namespace

RemoteServices::RemoteServices(Base& base) : base_(base), client_(base.loop, base.timeouts) {}

std::unique_ptr<remote::Remote> RemoteServices::connect(Door& door, Service other) {
    // Behind the gateway are payment methods, some of which are slow to answer: that is no reason to ask for no other.
    return std::make_unique<remote::Remote>(
        remote::Remote::Parts{
            .client = client_, .clock = base_.clock, .random = base_.random, .log = door.log, .metrics = door.metrics},
        remote::Remote::Options{.name = name_of(other),
                                .instances = instances_of(base_.configuration, other),
                                .silence_is_a_fault = other != Service::payment});
}

RemoteServices::Identity& RemoteServices::identity(Door& door, Service self) {
    auto& identity = identities_[self];
    if (identity.users) return identity;
    identity.users = connect(door, Service::user);
    identity.tokens = std::make_unique<remote::ServiceTokens>(
        remote::ServiceTokens::Parts{
            .users = *identity.users, .scope = base_.scope, .clock = base_.clock, .log = door.log},
        name_of(self), base_.service_secret);
    identity.users->use_tokens(*identity.tokens);
    return identity;
}

remote::Remote& RemoteServices::neighbour(Door& door, Service self, Service other) {
    if (other == Service::user) return *identity(door, self).users;
    auto& remote = neighbours_[{self, other}];
    if (remote) return *remote;
    remote = connect(door, other);
    // The user service passes on what people ask, with their own tokens.
    if (self != Service::user) remote->use_tokens(*identity(door, self).tokens);
    door.standing.needs(
        {.name = "the " + name_of(other) + " service", .ping = [&neighbour = *remote] { return neighbour.ping(); }});
    return *remote;
}

void RemoteServices::trust_users(Door& door, Service self) {
    auto& users = *identity(door, self).users;
    if (!followers_)
        followers_.emplace(remote::FollowerParts{
            .users = users, .verifier = base_.verifier, .scope = base_.scope, .clock = base_.clock, .log = door.log});
    door.standing.needs({.name = "the user service",
                         .prepare = [this] { return learn_keys(); },
                         .ping = [this, &users] { return ping_users(users); }});
}

void RemoteServices::start() {
    if (!followers_) return;
    base_.scope.spawn(followers_->keys.run());
    base_.scope.spawn(followers_->revocations.run());
}

Task<> RemoteServices::learn_keys() {
    co_await followers_->keys.learn();
    if (!followers_->keys.knows_keys()) throw Unavailable("the user service has not said its keys yet");
}

Task<> RemoteServices::ping_users(remote::Remote& users) {
    co_await users.ping();
    if (const auto trouble = followers_->revocations.trouble()) throw Unavailable(*trouble);
}

}  // namespace boxoffice::adapters

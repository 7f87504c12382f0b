#pragma once

#include "apps/boxoffice/configuration.hpp"
#include "platform/auth/token.hpp"

#include <boost/json/value.hpp>

#include <map>
#include <string>
#include <vector>

namespace boxoffice {

/// The services that run in other processes, asked over HTTP: the program that serves this data folder, or on engines
/// those that answer at their addresses. Who can read the folder's signing key may do everything anyway, so the
/// commands sign tokens of their own with it; on engines they prove themselves with the services' secret.
class RunningProgram {
public:
    /// None of `wanted` may be running; then nothing `runs`. Throws std::runtime_error when the data folder is taken by
    /// a program that does not serve yet, and when services run but do not know our secret.
    static RunningProgram find(const Configuration& configuration, const Services& wanted);

    struct Reply {
        long status = 0;
        boost::json::value body;
    };
    bool runs(Service service) const { return addresses_.contains(service); }
    bool is_empty() const { return addresses_.empty(); }
    /// Every instance of a service that runs.
    const std::vector<std::string>& instances(Service service) const { return addresses_.at(service); }

    /// `path` with its query. Throws std::runtime_error when there is no answer
    /// within 30 s.
    Reply call(Service service, const std::string& method, const std::string& path, const std::string& body = "") const;
    /// The same of one instance.
    Reply ask(const std::string& instance, const std::string& method, const std::string& path,
              const std::string& body = "") const;

private:
    std::map<Service, std::vector<std::string>> addresses_;
    std::string token_;
};

/// The key that the commands sign with: the data folder's own, made if need be.
auth::SigningKey command_key(const Configuration& configuration);
/// A token of an admin, valid for an hour.
std::string sign_admin_token(const Configuration& configuration, const auth::SigningKey& key);

/// The file in the data folder where a program that serves says where, as it does on standard output.
inline constexpr const char* addresses_file = "addresses";

}  // namespace boxoffice

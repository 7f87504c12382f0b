#pragma once

#include "apps/boxoffice/configuration.hpp"

#include <boost/json/value.hpp>

#include <map>
#include <optional>
#include <string>

namespace boxoffice {

/// The program that serves this data folder in another process, asked over HTTP. Who can read the folder's signing key
/// may do everything anyway, so the commands sign tokens of their own with it.
class RunningProgram {
public:
    /// Nothing when no process has the data folder.
    static std::optional<RunningProgram> find(const Configuration& configuration);

    struct Reply {
        long status = 0;
        boost::json::value body;
    };
    /// `service` as in the line `ready user=…`; `path` with its query. Throws std::runtime_error when there is no
    /// answer within 30 s.
    Reply call(const std::string& service, const std::string& method, const std::string& path,
               const std::string& body = "") const;

private:
    RunningProgram(std::map<std::string, std::string> addresses, std::string token)
        : addresses_(std::move(addresses)), token_(std::move(token)) {}

    std::map<std::string, std::string> addresses_;
    std::string token_;
};

/// The file in the data folder where a program that serves says where, as it does on standard output.
inline constexpr const char* addresses_file = "addresses";

}  // namespace boxoffice

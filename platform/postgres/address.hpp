#pragma once

#include <map>
#include <string>
#include <vector>

namespace boxoffice::postgres {

/// Where a database is and who we are there, as libpq's connection keywords. Holds the password: never printed whole.
struct Address {
    /// Reads a connection URI, "postgresql://user:password@host:port/database?…" with several hosts if need be, or
    /// "keyword=value …" (PostgreSQL manual, "Connection Strings"). Throws std::invalid_argument for anything else,
    /// without repeating it.
    static Address parse(const std::string& url);

    struct Host {
        std::string name;     ///< a name, an address, or a socket's folder; empty: libpq's default
        std::string address;  ///< numeric; empty: to be found by the name
        std::string port;     ///< empty: libpq's default
        bool operator==(const Host&) const = default;

        /// Whether its address has yet to be asked for.
        bool needs_resolving() const;
    };
    /// In the order in which they are tried.
    std::vector<Host> hosts() const;

    /// "host:port/database", for people.
    std::string text() const;

    std::map<std::string, std::string> keywords;
};

/// The keywords that name these hosts.
std::map<std::string, std::string> keywords_of(const std::vector<Address::Host>& hosts);

}  // namespace boxoffice::postgres

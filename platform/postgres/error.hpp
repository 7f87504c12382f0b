#pragma once

#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>

namespace boxoffice::postgres {

/// What PostgreSQL refused about a statement. What is about the connection or the server (away, starting, full, too
/// slow, read-only) is not this but Unavailable.
class Error : public std::runtime_error {
public:
    Error(std::string given_state, const std::string& message)
        : std::runtime_error(message), sqlstate(std::move(given_state)) {}
    /// A UNIQUE or PRIMARY KEY constraint said no.
    bool is_unique_violation() const { return sqlstate == "23505"; }
    /// The transaction lost against another one (serialization failure, deadlock) and may be run again.
    bool may_be_repeated() const { return sqlstate == "40001" || sqlstate == "40P01"; }

    std::string sqlstate;  ///< five characters (PostgreSQL manual, appendix A)
};

/// Whether that was thrown which may_be_repeated.
bool may_be_repeated(const std::exception_ptr& fault);

/// The exception for an error that the server reported: Error, or Unavailable by its class.
std::exception_ptr fault_of(std::string_view sqlstate, const std::string& message);

/// Whether a connection that reported this is of no more use.
bool ends_connection(std::string_view sqlstate);

}  // namespace boxoffice::postgres

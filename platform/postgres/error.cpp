#include "platform/postgres/error.hpp"

#include "platform/problem/unavailable.hpp"

#include <algorithm>
#include <array>

namespace boxoffice::postgres {

namespace {

// Connection exceptions, insufficient resources, operator intervention (shut-downs, time-outs), system errors.
constexpr std::array<std::string_view, 4> unavailable_classes{"08", "53", "57", "58"};
// A replica that cannot write, a lock that was not had in time, a transaction that idled too long.
constexpr std::array<std::string_view, 3> unavailable_states{"25006", "55P03", "25P03"};

bool is_unavailable(std::string_view sqlstate) {
    return std::ranges::find(unavailable_classes, sqlstate.substr(0, 2)) != unavailable_classes.end() ||
           std::ranges::find(unavailable_states, sqlstate) != unavailable_states.end();
}

}  // namespace

bool may_be_repeated(const std::exception_ptr& fault) {
    try {
        std::rethrow_exception(fault);
    } catch (const Error& error) {
        return error.may_be_repeated();
    } catch (...) {
        return false;
    }
}

std::exception_ptr fault_of(std::string_view sqlstate, const std::string& message) {
    if (is_unavailable(sqlstate)) return std::make_exception_ptr(Unavailable("PostgreSQL: " + message));
    return std::make_exception_ptr(Error(std::string(sqlstate), "PostgreSQL: " + message));
}

// 25006: after a failover another server is the one to ask. 0A000, 26000: a prepared statement has lost its ground.
bool ends_connection(std::string_view sqlstate) {
    return sqlstate.starts_with("08") || sqlstate.starts_with("57P") || sqlstate == "25006" || sqlstate == "25P03" ||
           sqlstate == "0A000" || sqlstate == "26000";
}

}  // namespace boxoffice::postgres

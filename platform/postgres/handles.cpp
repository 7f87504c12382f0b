#include "platform/postgres/handles.hpp"

#include <libpq-fe.h>

namespace boxoffice::postgres {

void Finish::operator()(pg_conn* connection) const { PQfinish(connection); }

std::string message_of(const pg_conn* connection) {
    std::string_view message = PQerrorMessage(connection);
    while (message.ends_with('\n')) message.remove_suffix(1);
    std::string line(message);
    std::ranges::replace(line, '\n', ' ');
    return line.empty() ? "the connection is gone" : line;
}

}  // namespace boxoffice::postgres

#include "platform/mongo/database.hpp"

#include <mongoc/mongoc.h>

namespace boxoffice::mongo {

Collection Database::collection(const char* name) {
    return Collection(mongoc_client_get_collection(&client_, name_.c_str(), name));
}

Document Database::command(const Document& command) {
    bson_t reply;
    bson_error_t error;
    const bool done = mongoc_client_command_simple(&client_, name_.c_str(), command.get(), nullptr, &reply, &error);
    Document answer(reply);
    bson_destroy(&reply);
    if (!done) raise("command", error);
    return answer;
}

void Database::drop() { command(Document{{"dropDatabase", 1}}); }

}  // namespace boxoffice::mongo

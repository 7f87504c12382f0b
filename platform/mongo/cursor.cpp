#include "platform/mongo/cursor.hpp"

#include "platform/mongo/fault.hpp"

#include <mongoc/mongoc.h>

namespace boxoffice::mongo {

Cursor::Cursor(mongoc_cursor_t* cursor) : cursor_(cursor) {}

void Cursor::Free::operator()(mongoc_cursor_t* cursor) const { mongoc_cursor_destroy(cursor); }

void Cursor::advance() {
    if (mongoc_cursor_next(cursor_.get(), &current_)) return;
    current_ = nullptr;
    bson_error_t error;
    if (mongoc_cursor_error(cursor_.get(), &error)) raise("find", error);
}

}  // namespace boxoffice::mongo

#pragma once

#include "platform/mongo/document.hpp"

struct _mongoc_cursor_t;

namespace boxoffice::mongo {

/// The documents of a find or an aggregation, fetched in batches as they are read. Used once, inside the work:
///     for (const auto document : collection.find(filter)) …
/// A document lives until the next one is fetched. Fetching throws what `raise` says.
class Cursor {
public:
    explicit Cursor(_mongoc_cursor_t* cursor);

    class Iterator {
    public:
        explicit Iterator(Cursor& cursor) : cursor_(cursor) {}
        View operator*() const { return View(*cursor_.current_); }
        Iterator& operator++() {
            cursor_.advance();
            return *this;
        }
        bool operator==(std::default_sentinel_t) const { return cursor_.current_ == nullptr; }

    private:
        Cursor& cursor_;
    };

    Iterator begin() {
        advance();
        return Iterator(*this);
    }
    static std::default_sentinel_t end() { return {}; }

private:
    void advance();

    struct Free {
        void operator()(_mongoc_cursor_t* cursor) const;
    };
    std::unique_ptr<_mongoc_cursor_t, Free> cursor_;
    const bson_t* current_ = nullptr;
};

}  // namespace boxoffice::mongo

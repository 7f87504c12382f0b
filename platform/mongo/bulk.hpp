#pragma once

#include "platform/mongo/document.hpp"

struct _mongoc_bulk_operation_t;

namespace boxoffice::mongo {

/// Whether a write that fails stops those after it.
enum class Order { unordered, ordered };

/// What a bulk did, all writes together.
struct BulkCounts {
    std::int64_t inserted = 0;
    std::int64_t matched = 0;
    std::int64_t modified = 0;
    std::int64_t removed = 0;
    std::int64_t upserted = 0;
    std::vector<std::size_t> duplicates;  ///< places of the writes that met a unique value that is there already
};

/// Writes that are sent together, made by Collection::bulk. Not atomic: each write is.
class Bulk {
public:
    explicit Bulk(_mongoc_bulk_operation_t* operation);

    Bulk& insert(const Document& document);
    Bulk& update_one(const Document& filter, const Document& update, bool upsert = false);
    Bulk& update_one(const Document& filter, const Array& pipeline, bool upsert = false);
    Bulk& replace_one(const Document& filter, const Document& replacement, bool upsert = false);
    Bulk& delete_one(const Document& filter);
    std::size_t size() const { return size_; }

    /// Sends them, once; none at all is fine. Throws what `raise` says of the first failure that is no duplicate.
    BulkCounts run();

private:
    Bulk& add_update(const Document& filter, const bson_t* update, bool upsert);

    struct Free {
        void operator()(_mongoc_bulk_operation_t* operation) const;
    };
    std::unique_ptr<_mongoc_bulk_operation_t, Free> operation_;
    std::size_t size_ = 0;
};

}  // namespace boxoffice::mongo

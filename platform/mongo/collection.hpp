#pragma once

#include "platform/mongo/bulk.hpp"
#include "platform/mongo/cursor.hpp"
#include "platform/mongo/document.hpp"
#include "platform/mongo/fault.hpp"

#include <chrono>
#include <span>

struct _mongoc_collection_t;

namespace boxoffice::mongo {

/// How a find goes through what matches. Empty documents: not said.
struct FindOptions {
    Document sort;
    Document projection;
    std::int64_t limit = 0;  ///< 0: all
};

/// What an update found. `matched` counts documents that were as wished already, `modified` does not.
struct UpdateCounts {
    std::int64_t matched = 0;
    std::int64_t modified = 0;
    bool upserted = false;
};

enum class Upsert { no, yes };
enum class Returns { before, after };

/// An index, by its name: making one that is there with the same definition does nothing.
struct Index {
    std::string name;
    Document keys;  ///< {"member", 1 or -1}, in the order that counts
    bool unique = false;
    Document only_where;                                ///< partial index; empty: all documents
    std::optional<std::chrono::seconds> expires_after;  ///< on a date: documents go that long after it
};

/// A collection, inside the work that a Client runs. Every write is answered once a majority has it in its journal;
/// all methods block, and throw what `raise` says (platform/mongo/fault.hpp). An update is a document of operators
/// ({"$set", …}) or an Array of pipeline stages, in which values from outside stand inside `literal`.
class Collection {
public:
    /// Takes over the driver's object.
    explicit Collection(_mongoc_collection_t* collection);

    /// Throws DuplicateKey when `_id` or another unique value is there already.
    void insert_one(const Document& document);
    /// The same, as a result: false when a unique value is there already.
    bool insert_if_absent(const Document& document);
    /// Inserts what is not there yet, in one command or a few; the places of those that were there already.
    std::vector<std::size_t> insert_absent(std::span<const Document> documents);

    std::optional<Document> find_one(const Document& filter, const FindOptions& options = {});
    Cursor find(const Document& filter, const FindOptions& options = {});
    Cursor aggregate(const Array& pipeline);
    std::int64_t count(const Document& filter);

    UpdateCounts update_one(const Document& filter, const Document& update, Upsert upsert = Upsert::no);
    UpdateCounts update_one(const Document& filter, const Array& pipeline, Upsert upsert = Upsert::no);
    UpdateCounts update_many(const Document& filter, const Document& update);
    UpdateCounts update_many(const Document& filter, const Array& pipeline);
    UpdateCounts replace_one(const Document& filter, const Document& replacement, Upsert upsert = Upsert::no);
    /// The one document that matched, as it was or as it is now; nothing when none did (with an upsert and
    /// Returns::before: when it was inserted).
    std::optional<Document> find_one_and_update(const Document& filter, const Document& update,
                                                Returns returns = Returns::after, Upsert upsert = Upsert::no,
                                                const Document& sort = {});
    std::optional<Document> find_one_and_update(const Document& filter, const Array& pipeline,
                                                Returns returns = Returns::after, Upsert upsert = Upsert::no,
                                                const Document& sort = {});

    /// How many there were: 0 or 1, and any number.
    std::int64_t delete_one(const Document& filter);
    std::int64_t delete_many(const Document& filter);

    /// Different writes in one command or a few.
    Bulk bulk(Order order = Order::unordered);

    /// Makes what is missing; safe from many instances at once. Throws Error when one of that name is another.
    void create_indexes(std::span<const Index> indexes);

private:
    struct Free {
        void operator()(_mongoc_collection_t* collection) const;
    };
    std::unique_ptr<_mongoc_collection_t, Free> collection_;
};

}  // namespace boxoffice::mongo

#include "platform/mongo/bulk.hpp"

#include "platform/mongo/fault.hpp"
#include "platform/mongo/reply.hpp"

#include <mongoc/mongoc.h>

namespace boxoffice::mongo {

namespace {

constexpr const char* doing = "bulk write";

Document upsert_option(bool upsert) {
    Document options;
    if (upsert) options.append("upsert", true);
    return options;
}

void check(bool added, const bson_error_t& error) {
    if (!added) raise(doing, error);
}

/// Throws at the first failure that is no duplicate.
void read_failures(View reply, BulkCounts& counts) {
    if (const auto failures = reply.find<View>("writeErrors"))
        for (const auto& [place, failure] : *failures) {
            const auto fields = failure.as<View>();
            const auto code = static_cast<std::uint32_t>(fields.get<std::int64_t>("code"));
            if (!is_duplicate_key(code)) raise(doing, code, fields.find<std::string>("errmsg").value_or(""));
            counts.duplicates.push_back(static_cast<std::size_t>(fields.get<std::int64_t>("index")));
        }
    if (const auto failures = reply.find<View>("writeConcernErrors"))
        for (const auto& [place, failure] : *failures) {
            const auto fields = failure.as<View>();
            raise(doing, static_cast<std::uint32_t>(fields.get<std::int64_t>("code")),
                  fields.find<std::string>("errmsg").value_or(""));
        }
}

}  // namespace

Bulk::Bulk(mongoc_bulk_operation_t* operation) : operation_(operation) {}

void Bulk::Free::operator()(mongoc_bulk_operation_t* operation) const { mongoc_bulk_operation_destroy(operation); }

Bulk& Bulk::insert(const Document& document) {
    bson_error_t error;
    check(mongoc_bulk_operation_insert_with_opts(operation_.get(), document.get(), nullptr, &error), error);
    ++size_;
    return *this;
}

Bulk& Bulk::update_one(const Document& filter, const Document& update, bool upsert) {
    return add_update(filter, update.get(), upsert);
}

Bulk& Bulk::update_one(const Document& filter, const Array& pipeline, bool upsert) {
    return add_update(filter, pipeline.elements().get(), upsert);
}

Bulk& Bulk::add_update(const Document& filter, const bson_t* update, bool upsert) {
    bson_error_t error;
    const auto options = upsert_option(upsert);
    check(mongoc_bulk_operation_update_one_with_opts(operation_.get(), filter.get(), update, options.get(), &error),
          error);
    ++size_;
    return *this;
}

Bulk& Bulk::replace_one(const Document& filter, const Document& replacement, bool upsert) {
    bson_error_t error;
    const auto options = upsert_option(upsert);
    check(mongoc_bulk_operation_replace_one_with_opts(operation_.get(), filter.get(), replacement.get(), options.get(),
                                                      &error),
          error);
    ++size_;
    return *this;
}

Bulk& Bulk::delete_one(const Document& filter) {
    bson_error_t error;
    check(mongoc_bulk_operation_remove_one_with_opts(operation_.get(), filter.get(), nullptr, &error), error);
    ++size_;
    return *this;
}

BulkCounts Bulk::run() {
    BulkCounts counts;
    if (size_ == 0) return counts;
    Reply reply;
    bson_error_t error{};
    const bool done = mongoc_bulk_operation_execute(operation_.get(), &reply.bson, &error) != 0;
    const auto said = reply.view();
    const auto count = [&said](const char* name) { return said.find<std::int64_t>(name).value_or(0); };
    counts.inserted = count("nInserted");
    counts.matched = count("nMatched");
    counts.modified = count("nModified");
    counts.removed = count("nRemoved");
    counts.upserted = count("nUpserted");
    read_failures(said, counts);
    if (!done && counts.duplicates.empty()) raise(doing, error);
    // A broken connection after some duplicates is told by the error alone.
    if (!done && (error.domain == MONGOC_ERROR_STREAM || error.domain == MONGOC_ERROR_SERVER_SELECTION))
        raise(doing, error);
    return counts;
}

}  // namespace boxoffice::mongo

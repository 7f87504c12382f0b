#include "platform/mongo/collection.hpp"

#include "platform/mongo/reply.hpp"

#include <mongoc/mongoc.h>

namespace boxoffice::mongo {

namespace {

void append_unless_empty(Document& options, std::string_view name, const Document& value) {
    if (!value.empty()) options.append(name, value);
}

Document options_of(const FindOptions& find) {
    Document options;
    append_unless_empty(options, "sort", find.sort);
    append_unless_empty(options, "projection", find.projection);
    if (find.limit > 0) options.append("limit", find.limit);
    return options;
}

Document options_of(Upsert upsert) {
    Document options;
    if (upsert == Upsert::yes) options.append("upsert", true);
    return options;
}

UpdateCounts counts_in(View reply) {
    return {.matched = reply.find<std::int64_t>("matchedCount").value_or(0),
            .modified = reply.find<std::int64_t>("modifiedCount").value_or(0),
            .upserted = reply.optional("upsertedId").has_value()};
}

using Update = bool (*)(mongoc_collection_t*, const bson_t*, const bson_t*, const bson_t*, bson_t*, bson_error_t*);

UpdateCounts run(Update function, mongoc_collection_t* collection, const Document& filter, const bson_t* update,
                 Upsert upsert) {
    Reply reply;
    bson_error_t error;
    const auto options = options_of(upsert);
    if (!function(collection, filter.get(), update, options.get(), &reply.bson, &error)) raise("update", error);
    return counts_in(reply.view());
}

using Removal = bool (*)(mongoc_collection_t*, const bson_t*, const bson_t*, bson_t*, bson_error_t*);

std::int64_t run(Removal function, mongoc_collection_t* collection, const Document& filter) {
    Reply reply;
    bson_error_t error;
    if (!function(collection, filter.get(), nullptr, &reply.bson, &error)) raise("delete", error);
    return reply.view().find<std::int64_t>("deletedCount").value_or(0);
}

struct FreeOptions {
    void operator()(mongoc_find_and_modify_opts_t* options) const { mongoc_find_and_modify_opts_destroy(options); }
};

std::optional<Document> modify(mongoc_collection_t* collection, const Document& filter, const bson_t* update,
                               Returns returns, Upsert upsert, const Document& sort) {
    const std::unique_ptr<mongoc_find_and_modify_opts_t, FreeOptions> options(mongoc_find_and_modify_opts_new());
    int flags = MONGOC_FIND_AND_MODIFY_NONE;
    if (returns == Returns::after) flags |= MONGOC_FIND_AND_MODIFY_RETURN_NEW;
    if (upsert == Upsert::yes) flags |= MONGOC_FIND_AND_MODIFY_UPSERT;
    mongoc_find_and_modify_opts_set_flags(options.get(), static_cast<mongoc_find_and_modify_flags_t>(flags));
    mongoc_find_and_modify_opts_set_update(options.get(), update);
    if (!sort.empty()) mongoc_find_and_modify_opts_set_sort(options.get(), sort.get());
    Reply reply;
    bson_error_t error;
    if (!mongoc_collection_find_and_modify_with_opts(collection, filter.get(), options.get(), &reply.bson, &error))
        raise("findAndModify", error);
    const auto found = reply.view().find<View>("value");
    return found ? std::optional<Document>(std::in_place, *found) : std::nullopt;
}

Document definition_of(const Index& index) {
    Document definition{{"name", index.name}, {"key", index.keys}};
    if (index.unique) definition.append("unique", true);
    append_unless_empty(definition, "partialFilterExpression", index.only_where);
    if (index.expires_after) definition.append("expireAfterSeconds", std::int64_t{index.expires_after->count()});
    return definition;
}

}  // namespace

Collection::Collection(mongoc_collection_t* collection) : collection_(collection) {}

void Collection::Free::operator()(mongoc_collection_t* collection) const { mongoc_collection_destroy(collection); }

void Collection::insert_one(const Document& document) {
    bson_error_t error;
    if (!mongoc_collection_insert_one(collection_.get(), document.get(), nullptr, nullptr, &error))
        raise("insert", error);
}

bool Collection::insert_if_absent(const Document& document) {
    bson_error_t error;
    if (mongoc_collection_insert_one(collection_.get(), document.get(), nullptr, nullptr, &error)) return true;
    if (error.domain != MONGOC_ERROR_STREAM && is_duplicate_key(error.code)) return false;
    raise("insert", error);
}

std::vector<std::size_t> Collection::insert_absent(std::span<const Document> documents) {
    auto writes = bulk(Order::unordered);
    for (const auto& document : documents) writes.insert(document);
    return writes.run().duplicates;
}

std::optional<Document> Collection::find_one(const Document& filter, const FindOptions& options) {
    auto one = options;
    one.limit = 1;
    for (const auto document : find(filter, one)) return Document(document);
    return std::nullopt;
}

Cursor Collection::find(const Document& filter, const FindOptions& options) {
    const auto driver_options = options_of(options);
    return Cursor(mongoc_collection_find_with_opts(collection_.get(), filter.get(), driver_options.get(), nullptr));
}

Cursor Collection::aggregate(const Array& pipeline) {
    return Cursor(
        mongoc_collection_aggregate(collection_.get(), MONGOC_QUERY_NONE, pipeline.elements().get(), nullptr, nullptr));
}

std::int64_t Collection::count(const Document& filter) {
    bson_error_t error;
    const auto number =
        mongoc_collection_count_documents(collection_.get(), filter.get(), nullptr, nullptr, nullptr, &error);
    if (number < 0) raise("count", error);
    return number;
}

UpdateCounts Collection::update_one(const Document& filter, const Document& update, Upsert upsert) {
    return run(mongoc_collection_update_one, collection_.get(), filter, update.get(), upsert);
}

UpdateCounts Collection::update_one(const Document& filter, const Array& pipeline, Upsert upsert) {
    return run(mongoc_collection_update_one, collection_.get(), filter, pipeline.elements().get(), upsert);
}

UpdateCounts Collection::update_many(const Document& filter, const Document& update) {
    return run(mongoc_collection_update_many, collection_.get(), filter, update.get(), Upsert::no);
}

UpdateCounts Collection::update_many(const Document& filter, const Array& pipeline) {
    return run(mongoc_collection_update_many, collection_.get(), filter, pipeline.elements().get(), Upsert::no);
}

UpdateCounts Collection::replace_one(const Document& filter, const Document& replacement, Upsert upsert) {
    return run(mongoc_collection_replace_one, collection_.get(), filter, replacement.get(), upsert);
}

std::optional<Document> Collection::find_one_and_update(const Document& filter, const Document& update, Returns returns,
                                                        Upsert upsert, const Document& sort) {
    return modify(collection_.get(), filter, update.get(), returns, upsert, sort);
}

std::optional<Document> Collection::find_one_and_update(const Document& filter, const Array& pipeline, Returns returns,
                                                        Upsert upsert, const Document& sort) {
    return modify(collection_.get(), filter, pipeline.elements().get(), returns, upsert, sort);
}

std::int64_t Collection::delete_one(const Document& filter) {
    return run(mongoc_collection_delete_one, collection_.get(), filter);
}

std::int64_t Collection::delete_many(const Document& filter) {
    return run(mongoc_collection_delete_many, collection_.get(), filter);
}

Bulk Collection::bulk(Order order) {
    const Document options{{"ordered", order == Order::ordered}};
    return Bulk(mongoc_collection_create_bulk_operation_with_opts(collection_.get(), options.get()));
}

void Collection::create_indexes(std::span<const Index> indexes) {
    Array definitions;
    for (const auto& index : indexes) definitions.push(definition_of(index));
    const Document command{{"createIndexes", mongoc_collection_get_name(collection_.get())}, {"indexes", definitions}};
    bson_error_t error;
    if (!mongoc_collection_write_command_with_opts(collection_.get(), command.get(), nullptr, nullptr, &error))
        raise("createIndexes", error);
}

}  // namespace boxoffice::mongo

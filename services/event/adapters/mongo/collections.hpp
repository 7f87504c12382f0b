#pragma once

#include "platform/idempotency/idempotency.hpp"
#include "platform/mongo/schema.hpp"

/// The event service's collections.
///   inventories  what is sold from; the truth of an event's existence, edit, state, capacity and price
///   events       the events' texts, and what lists search in
///   allocations  the registers that are written out, `_id` "<inventory>/<booking>", kept for good
///   keys         requests that created an event
///   imports      which event an import's item became, `_id` its identity
namespace boxoffice::event {

inline constexpr const char* inventories_collection = "inventories";
inline constexpr const char* events_collection = "events";
inline constexpr const char* allocations_collection = "allocations";
inline constexpr const char* keys_collection = "keys";
inline constexpr const char* imports_collection = "imports";

/// A digest as documents have it: hexadecimal.
std::string digest_text(const Digest& digest);

/// Makes them and their indexes; see mongo::prepare_schema.
void prepare_collections(mongo::Database& database);

}  // namespace boxoffice::event

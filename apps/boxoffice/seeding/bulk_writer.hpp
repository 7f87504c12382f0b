#pragma once

#include "apps/boxoffice/seeding/seeding.hpp"

namespace boxoffice::seeding {

/// Calls `write(connection, number)` for each of the `count` numbers, in large transactions without a journal; then the
/// file is as the stores want it again.
template <class Write>
void write_in_bulk(const std::string& path, std::int64_t count, const Progress& progress, Write write) {
    constexpr std::int64_t rows_a_transaction = 100'000;
    constexpr std::int64_t cache_kib = 256 * 1024;
    sqlite::Connection connection(path, {.cache_kib = cache_kib});
    connection.execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE");
    for (std::int64_t first = 0; first < count; first += rows_a_transaction) {
        const auto end = std::min(count, first + rows_a_transaction);
        connection.execute("BEGIN IMMEDIATE");
        for (auto number = first; number < end; ++number) write(connection, number);
        connection.execute("COMMIT");
        progress(end);
    }
    connection.execute("PRAGMA synchronous = FULL; PRAGMA locking_mode = NORMAL; PRAGMA journal_mode = WAL");
}

}  // namespace boxoffice::seeding

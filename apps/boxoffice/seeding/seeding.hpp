#pragma once

#include "apps/boxoffice/seeding/sample_sales.hpp"
#include "platform/sqlite/connection.hpp"

#include <functional>

/// Writes sample sales into the embedded stores, whose files exist and belong to nobody else meanwhile. Each call
/// writes one file, in few and large transactions that are not made durable one by one: after a crash the folder is
/// worth nothing. May run at once, each on a thread of its own.
namespace boxoffice::seeding {

/// Hears how many bookings have been written.
using Progress = std::function<void(std::int64_t)>;

void write_events(const std::string& path, const SampleSales& sales, const Progress& progress);
void write_bookings(const std::string& path, const SampleSales& sales, const Progress& progress);
void write_payments(const std::string& path, const SampleSales& sales, const Progress& progress);
void write_notifications(const std::string& path, const SampleSales& sales, const Progress& progress);

}  // namespace boxoffice::seeding

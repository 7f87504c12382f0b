#pragma once

#include "platform/sqlite/store.hpp"

#include <span>

namespace boxoffice::booking {

/// The steps of the booking file's schema, oldest first.
std::span<const sqlite::Migration> booking_migrations();

}  // namespace boxoffice::booking

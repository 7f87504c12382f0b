#pragma once

#include "platform/sqlite/store.hpp"

#include <span>

namespace boxoffice::event {

/// The steps that bring the event service's file up to date.
std::span<const sqlite::Migration> migrations();

}  // namespace boxoffice::event

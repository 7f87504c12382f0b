#pragma once

#include "apps/boxoffice/configuration.hpp"

namespace boxoffice {

/// Throws SettingError, which names what is missing, unless these services can run in one process with these settings:
/// each has its engine, or all five are together on the embedded stores; RabbitMQ and MongoDB go together, since the
/// embedded queue stands in the embedded store; what is not in this process has an address.
void check_deployment(const Configuration& configuration, const Services& services);

/// Whether any of them lives in an embedded store. The payment gateway's own ledger is none of those.
bool uses_embedded_stores(const Configuration& configuration, const Services& services);

/// Whether an engine is named at all.
bool names_engines(const Configuration& configuration);

}  // namespace boxoffice

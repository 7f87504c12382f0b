#pragma once

#include "platform/log/log.hpp"
#include "services/booking/ports/inventories.hpp"
#include "services/event/app/inventories.hpp"

namespace boxoffice {

/// The event service's inventories in the same process, commanded as the service "booking". As a request over HTTP
/// would, each command leaves a line in the event service's log.
class LocalInventories final : public booking::Inventories {
public:
    LocalInventories(event::Inventories& inventories, Log event_log)
        : inventories_(inventories), log_(std::move(event_log)) {}

    Task<Answer> apply(Trace trace, Command command) override;
    Task<std::optional<Sale>> look(Trace trace, booking::EventId event_id) override;

private:
    event::Inventories& inventories_;
    Log log_;
};

}  // namespace boxoffice

#pragma once

#include "platform/async/clock.hpp"
#include "platform/async/scope.hpp"
#include "platform/remote/remote.hpp"
#include "platform/remote/single_flight.hpp"
#include "services/booking/ports/inventories.hpp"

#include <unordered_map>

namespace boxoffice::booking {

/// The event service's inventories over HTTP. All that is about one inventory goes to the same instance of the event
/// service while that answers, so that instances seldom compete. What is looked at is kept for a moment; what would
/// refuse a buyer is asked for again each time, by one question for all who ask at once.
class HttpInventories final : public Inventories {
public:
    struct Parts {
        remote::Remote& events;
        TaskScope& scope;  ///< owns the questions; must be joined before this object dies
        Clock& clock;
        std::chrono::milliseconds kept_for{250};
    };
    explicit HttpInventories(Parts parts);
    ~HttpInventories() override;

    Task<Answer> apply(Trace trace, Command command) override;
    Task<std::optional<Sale>> look(Trace trace, EventId event_id) override;

private:
    struct Looked;

    Task<Answer> ask(remote::Call call);
    Task<std::optional<Sale>> fetch(Trace trace, EventId event_id, std::shared_ptr<Looked> into);
    std::shared_ptr<Looked> looked_at(EventId event_id);

    Parts parts_;
    std::unordered_map<EventId, std::shared_ptr<Looked>> looked_;
};

}  // namespace boxoffice::booking

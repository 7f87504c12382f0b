#pragma once

#include "tests/simulation/environment.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace boxoffice::simulation {

/// A service whose instances are started, crash, and are started again.
enum class Service { booking, event, payment, notification };
BOOST_DESCRIBE_ENUM(Service, booking, event, payment, notification)

struct EventPlan {
    std::int64_t capacity = 10;
    std::int64_t price = 2'500;
    std::optional<std::int64_t> per_person = {};
    std::chrono::milliseconds starts_in{std::chrono::days(30)};
};

/// A person's attempt to book, and what they do with it later.
struct FlowPlan {
    struct Request {
        Moment at{0};
        bool other_body = false;  ///< under the same key
    };
    struct Act {
        enum class Kind { cancel, change, look };
        Kind kind = Kind::look;
        Moment at{0};
        std::int64_t tickets = 1;
        std::string method = "pm_approved";
    };
    int buyer = 0;
    std::size_t event = 0;
    std::int64_t tickets = 1;
    std::string method = "pm_approved";
    bool keyed = true;
    std::vector<Request> requests = {};  ///< several only under a key
    std::vector<Act> acts = {};
};

/// What goes wrong besides the weather, and what else goes on.
struct Disturbance {
    enum class Kind {
        crash,            ///< of an instance, at its n-th call, for a while
        clock_jump,       ///< of an instance
        silence,          ///< of a place, for a while
        refunds_refused,  ///< by the gateway, for a while
        stray_payment,    ///< somebody charges for a booking that ends unpaid
        capacity,         ///< of an event becomes `amount`
        price,
        suspend,  ///< for a while
        cancel_event,
        delete_event
    };
    BOOST_DESCRIBE_NESTED_ENUM(Kind, crash, clock_jump, silence, refunds_refused, stray_payment, capacity, price,
                               suspend, cancel_event, delete_event)

    Kind kind = Kind::crash;
    Moment at{0};
    Moment lasts{0};
    Service service = Service::booking;
    std::size_t instance = 0;
    std::uint32_t nth_call = 1;
    Place place = Place::gateway;
    std::size_t event = 0;
    std::int64_t amount = 0;
    std::chrono::milliseconds jump{0};
    std::size_t flow = 0;
};

/// A history before it happens.
struct Plan {
    std::uint64_t seed = 0;
    std::uint64_t order = 0;  ///< seed of all that is not planned: who comes first, what gets lost
    Weather weather = {};
    std::size_t booking_instances = 2;
    std::size_t event_instances = 2;
    std::size_t notification_instances = 2;
    std::vector<EventPlan> events = {};
    std::vector<FlowPlan> flows = {};
    std::vector<Disturbance> disturbances = {};

    /// From here on nothing goes wrong any more.
    Moment calm_from() const;
};

/// The history of a seed: at least 20 flows on at most 3 events.
Plan plan_of(std::uint64_t seed);
/// In words, for whoever has to understand it.
std::string describe(const Plan& plan);

}  // namespace boxoffice::simulation

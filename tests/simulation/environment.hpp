#pragma once

#include "tests/simulation/choices.hpp"
#include "tests/simulation/mutation.hpp"
#include "tests/simulation/schedule.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::simulation {

/// What a process speaks to.
enum class Place {
    booking_store,
    event_store,
    notification_store,
    ledger,
    gateway,
    event_service,
    booking_service,
    people,
    broker,
    post_office
};
BOOST_DESCRIBE_ENUM(Place, booking_store, event_store, notification_store, ledger, gateway, event_service,
                    booking_service, people, broker, post_office)
inline constexpr std::size_t places = 10;

/// How often things go wrong, in ten thousand calls.
struct Weather {
    std::uint32_t request_lost = 0;
    std::uint32_t answer_lost = 0;
    std::uint32_t late = 0;     ///< the request arrives long after its caller gave up
    std::uint32_t doubled = 0;  ///< it arrives twice, to other services and from the broker
    std::uint32_t slow = 0;     ///< each way may take seconds
};

/// What becomes of a call on its way.
enum class Fate { answered, request_lost, answer_lost, late };

/// What the processes of a history share.
struct Environment {
    Schedule& schedule;
    Choices& choices;
    Weather weather = {};
    std::optional<Mutation> planted = {};
    bool immediate = false;                ///< calls are answered at once, and nothing is scheduled
    std::array<bool, places> silent = {};  ///< whose requests get lost for now
    std::vector<std::string>* story = nullptr;
    std::vector<std::string> violations = {};

    bool left_out(Mutation mutation) const { return planted == mutation; }
    Fate fate(Place place);
    /// One way.
    Moment delay();

    /// What must not be has been.
    void violate(std::string what);
    template <class... Args>
    void tell(fmt::format_string<Args...> format, Args&&... args) {
        if (story != nullptr) append(fmt::format(format, std::forward<Args>(args)...));
    }

private:
    void append(std::string line);
};

}  // namespace boxoffice::simulation

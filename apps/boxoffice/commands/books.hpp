#pragma once

#include "apps/boxoffice/services_at_hand.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace boxoffice::commands {

/// What the services say of tickets, money and mails, compared with each other while they serve: what does not fit is
/// asked again, one by one, until it fits or has stayed wrong for ten seconds.
class Books {
public:
    explicit Books(ServicesAtHand& services) : services_(services) {}

    struct Comparison {
        std::int64_t confirmed = 0;                ///< bookings
        std::int64_t tickets = 0;                  ///< of those
        std::map<std::string, std::int64_t> owed;  ///< what they cost in minor units, by currency
        std::int64_t under_way = 0;                ///< bookings that have not ended
        std::int64_t busy_events = 0;              ///< sold so quickly that they were not compared
        std::vector<std::string> wrong_events;     ///< sold is not what confirmed bookings have
        std::vector<std::string> wrong_money;      ///< bookings whose captured less refunded is not what they cost
        std::vector<std::string> untold;           ///< confirmed bookings without a notification
    };
    /// Reads every booking, payment and notification. Throws std::runtime_error when a service does not answer.
    Comparison compare();

private:
    struct Entry {
        std::string status;  ///< empty: there is no such booking
        std::string event_id;
        std::string currency;
        std::int64_t tickets = 0;
        std::int64_t amount = 0;
        bool changing = false;
        std::int64_t kept = 0;  ///< captured less refunded
        bool told = false;      ///< that it is confirmed

        bool is_under_way() const { return status == "PENDING" || changing; }
        bool has_right_money() const { return is_under_way() || kept == (status == "CONFIRMED" ? amount : 0); }
        bool is_rightly_told() const { return status != "CONFIRMED" || changing || told; }
    };
    enum class EventState { right, wrong, busy };

    void read_all();
    void read_booking(const boost::json::object& row, Entry& entry);
    Entry ask_about(const std::string& booking_id);
    void ask_again_until_right();
    std::int64_t sold(const std::string& event_id);
    std::int64_t confirmed_tickets(const std::string& event_id);
    EventState check_event(const std::string& event_id);

    ServicesAtHand& services_;
    std::map<std::string, Entry> entries_;  ///< by booking
};

}  // namespace boxoffice::commands

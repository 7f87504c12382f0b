#pragma once

#include "tests/simulation/coverage.hpp"
#include "tests/simulation/instances.hpp"

#include <set>

namespace boxoffice::simulation {

/// What must always hold, checked at every write; and what must hold when everything is at rest.
class Checks final : public BookingWatch, public InventoryWatch, public MoneyWatch {
public:
    Checks(Environment& environment, Coverage& coverage) : environment_(environment), coverage_(coverage) {}

    // Writes.
    void written(const booking::Booking* before, const booking::Booking& after) override;
    void answered(const booking::Booking& booking, const KeptAnswer& answer) override;
    void written(const event::Inventory& inventory, const std::map<Uuid, event::Register>& registers) override;
    void recorded(const payment::Payment& payment) override;
    void refunded(const payment::Payment& payment, const payment::Refund& refund) override;
    void published(const BookingTable& bookings, const booking::Message& message);
    void delivered(notification::NotificationId id) { delivered_.insert(id); }

    // Answers, as people get them.
    void told(int flow, bool keyed, const KeptAnswer& answer);
    void told_cancelled(booking::BookingId id) { told_cancelled_.insert(id); }
    void told_available(const event::Inventory& inventory);

    /// The number of the flow that a booking comes from.
    static int flow_of(const booking::Booking& booking);
    /// The newest booking of a flow.
    std::optional<booking::BookingId> booking_of(int flow) const;

    void at_rest(const Backbone& backbone);

private:
    void booking_at_rest(const Backbone& backbone, const booking::Booking& booking);
    void register_at_rest(const Backbone& backbone, const booking::Booking& booking);
    void money_at_rest(const Backbone& backbone, const booking::Booking& booking);
    void notifications_at_rest(const Backbone& backbone, const booking::Booking& booking);
    void flows_at_rest(const Backbone& backbone);
    template <class... Args>
    void violate(fmt::format_string<Args...> format, Args&&... args) {
        environment_.violate(fmt::format(format, std::forward<Args>(args)...));
    }

    Environment& environment_;
    Coverage& coverage_;
    std::map<int, booking::BookingId> bookings_;  ///< by flow
    std::map<int, KeptAnswer> answers_;           ///< by flow that has a key
    std::set<int> told_confirmed_;
    std::map<booking::BookingId, KeptAnswer> kept_;
    std::map<booking::BookingId, std::set<std::string>> topics_;  ///< what people must be told
    std::set<booking::BookingId> told_cancelled_;
    std::map<std::pair<event::InventoryId, std::int64_t>, event::Pool> versions_;
    std::set<std::string> charged_;  ///< keys
    std::set<notification::NotificationId> delivered_;
};

std::string name_of(auto value) { return boost::describe::enum_to_string(value, "?"); }
std::int64_t sum(const event::Quantities& quantities);

/// The trace of a flow's requests, by which its bookings are known.
Trace trace_of(int flow);

}  // namespace boxoffice::simulation

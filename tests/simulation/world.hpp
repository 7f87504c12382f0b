#pragma once

#include "tests/simulation/history.hpp"

namespace boxoffice::simulation {

/// A place for the instances that follow each other under one name.
template <class Instance>
struct Slot {
    std::string name;
    std::unique_ptr<Instance> instance = {};
    std::uint32_t calls = 0;
    std::vector<Disturbance> crashes = {};  ///< planned at a call
    std::chrono::milliseconds skew{0};

    bool lives() const { return instance && !instance->process.has_crashed(); }
};

/// All instances of a history, and the people who use them.
class World {
public:
    World(const Plan& plan, const Manner& manner, Coverage& coverage);
    World(const World&) = delete;
    World& operator=(const World&) = delete;
    ~World();

    Outcome run();

    BookingInstance* any_booking() { return any(bookings_); }
    EventInstance* any_event() { return any(events_); }

    Schedule schedule;
    Choices choices;
    Environment environment;
    Coverage& coverage;
    Checks checks;
    Backbone backbone;
    const Plan& plan;
    std::vector<event::EventId> event_ids;

private:
    template <class Instance>
    using Slots = std::vector<Slot<Instance>>;

    template <class Instance>
    void fill(Slots<Instance>& slots, Service service, std::size_t count);
    template <class Instance>
    void start(Slot<Instance>& slot);
    template <class Instance>
    void crash(Slot<Instance>& slot, Moment lasts);
    template <class Instance>
    void bury(Slot<Instance>& slot);
    template <class Instance>
    void next_call(Slot<Instance>& slot);
    template <class Instance>
    Instance* any(Slots<Instance>& slots);
    template <class Visit>
    void each_slot(Visit visit);
    template <class Visit>
    void at_slot(const Disturbance& disturbance, Visit visit);

    void create_events();
    void begin(const Disturbance& disturbance);
    void charge_astray(int flow);
    void silence(Place place, Moment lasts);
    void calm_down();
    Moment work_due() const;
    bool goes_on(Moment end);
    void end();

    Slots<BookingInstance> bookings_;
    Slots<EventInstance> events_;
    Slots<PaymentInstance> payments_;
    Slots<NotificationInstance> notifications_;
    Process clients_;
    bool calm_ = false;
    std::int64_t last_stray_ = 0;  ///< in the ledger
};

/// What the people of a plan do: people.cpp.
class People {
public:
    People(World& world, Process& process) : world_(world), process_(process) {}

    /// Sends everybody on their way.
    void start(const Plan& plan);
    /// The organizer's hand: changes an event by any instance, until it is done or refused.
    void edit(std::size_t event, event::EventChanges changes);
    void remove(std::size_t event);

private:
    World& world_;
    Process& process_;
};

}  // namespace boxoffice::simulation

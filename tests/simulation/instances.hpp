#pragma once

#include "apps/boxoffice/neighbours/booking_gateway.hpp"
#include "apps/boxoffice/neighbours/booking_inventories.hpp"
#include "services/booking/app/advance.hpp"
#include "services/booking/app/bookings.hpp"
#include "services/booking/app/recovery.hpp"
#include "services/event/app/events.hpp"
#include "services/notification/app/consumer.hpp"
#include "tests/simulation/broker.hpp"
#include "tests/simulation/remote.hpp"
#include "tests/simulation/stores/memory_booking_store.hpp"
#include "tests/simulation/stores/memory_event_store.hpp"
#include "tests/simulation/stores/memory_ledger.hpp"
#include "tests/simulation/stores/memory_notification_store.hpp"

namespace boxoffice::simulation {

struct BookingInstance;
struct EventInstance;
struct PaymentInstance;
struct NotificationInstance;

/// What outlives every process of a history: the engines, and the ways to whoever runs now.
struct Backbone {
    Environment& environment;
    BookingTable bookings;
    EventTable events;
    LedgerTable ledger;
    NotificationTable notifications;
    Broker broker;
    std::function<BookingInstance*()> any_booking;
    std::function<EventInstance*()> any_event;
    std::function<PaymentInstance*()> gateway;
    std::function<void(notification::NotificationId)> delivered;
    std::function<void()> refused_refund = [] {};
    bool refunds_refused = false;  ///< the gateway takes no refunds for now
    std::uint64_t refund_tries = 0;
};

/// The mock gateway: somebody else's system, of one instance.
struct PaymentInstance {
    PaymentInstance(Backbone& backbone, Process::Life life);

    Process process;
    MemoryLedger ledger;
    payment::Payments payments;
    LocalGateway local;  ///< what its API would translate to and from
};

struct EventInstance {
    EventInstance(Backbone& backbone, Process::Life life);
    void start();

    /// The booking service, asked over the network.
    class RemoteClosures final : public event::BookingClosures {
    public:
        RemoteClosures(Process& process, Backbone& backbone) : process_(process), backbone_(backbone) {}
        Task<> close_event(event::EventId id) override;

    private:
        Process& process_;
        Backbone& backbone_;
    };

    Process process;
    EventTable& table;
    MemoryEventStore store;
    RemoteClosures booking_service;
    event::Inventories inventories;
    event::Closures closures;
    event::Events events;
    LocalInventories local;
};

struct BookingInstance {
    BookingInstance(Backbone& backbone, Process::Life life);
    void start();

    class RemoteInventories final : public booking::Inventories {
    public:
        RemoteInventories(Process& process, Backbone& backbone) : process_(process), backbone_(backbone) {}
        Task<Answer> apply(Trace trace, Command command) override;
        Task<std::optional<Sale>> look(Trace trace, booking::EventId event_id) override;

    private:
        Process& process_;
        Backbone& backbone_;
    };

    class RemoteGateway final : public booking::Gateway {
    public:
        RemoteGateway(Process& process, Backbone& backbone) : process_(process), backbone_(backbone) {}
        Task<Answer> charge(Trace trace, ChargeRequest request) override;
        Task<Answer> void_key(Trace trace, std::string key) override;
        Task<bool> refund(Trace trace, booking::PaymentId payment_id, std::int64_t amount, std::string key) override;
        Task<std::vector<Payment>> approved_since(std::int64_t sequence, std::size_t most) override;

    private:
        template <class T>
        Task<T> ask(std::function<Task<T>(PaymentInstance&)> use);

        Process& process_;
        Backbone& backbone_;
    };

    class SimulatedPeople final : public booking::People {
    public:
        explicit SimulatedPeople(Process& process) : process_(process) {}
        Task<std::optional<booking::Contact>> contact(booking::PersonId person_id) override;

    private:
        Process& process_;
    };

    Process process;
    MemoryBookingStore store;
    RemoteInventories inventories;
    RemoteGateway gateway;
    SimulatedPublisher publisher;
    SimulatedPeople people;
    booking::Contacts contacts;
    booking::Flights flights;
    booking::Advance advance;
    booking::Bookings bookings;
    booking::Recovery recovery;
    bool recovers = true;
};

struct NotificationInstance {
    NotificationInstance(Backbone& backbone, Process::Life life);
    void start();

    class PostOffice final : public notification::MailTransport, public notification::SmsTransport {
    public:
        PostOffice(Process& process, Backbone& backbone) : process_(process), backbone_(backbone) {}
        notification::Capacity capacity() const override { return {.calls_at_once = 2, .batch_max = 5}; }
        Task<std::vector<notification::Delivery>> send(std::vector<notification::Mail> mails) override;
        Task<std::vector<notification::Delivery>> send(std::vector<notification::Sms> messages) override;

    private:
        Task<std::vector<notification::Delivery>> carry(std::vector<notification::NotificationId> ids);

        Process& process_;
        Backbone& backbone_;
    };

    Process process;
    MemoryNotificationStore store;
    SimulatedSource source;
    PostOffice post_office;
    notification::MailCourier mail_courier;
    notification::SmsCourier sms_courier;
    notification::Sender mail;
    notification::Sender sms;
    notification::Consumer consumer;
};

/// Who a person is to the user service, by number.
booking::PersonId person(int number);
booking::Contact contact_of(booking::PersonId person_id);
inline constexpr int people_with_phones = 4;  ///< one in so many has one

}  // namespace boxoffice::simulation

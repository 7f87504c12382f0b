#pragma once

#include "apps/boxoffice/adapters/messages.hpp"
#include "apps/boxoffice/adapters/remote_services.hpp"
#include "apps/boxoffice/adapters/stores.hpp"
#include "apps/boxoffice/base.hpp"
#include "apps/boxoffice/neighbours/event_closures.hpp"
#include "apps/boxoffice/rooms/booking_room.hpp"
#include "apps/boxoffice/rooms/event_room.hpp"
#include "apps/boxoffice/rooms/notification_room.hpp"
#include "apps/boxoffice/rooms/payment_room.hpp"
#include "apps/boxoffice/rooms/user_room.hpp"

#include <functional>
#include <map>
#include <string>

namespace boxoffice {

/// Some or all of the five services in one process. Neighbours in the process are asked directly, the others over HTTP.
class Program {
public:
    enum class Purpose {
        serve,
        command  ///< the use cases alone: nothing listens, consumes messages or makes an admin
    };
    /// Opens and checks the embedded stores; begins to connect to engines. Throws when something cannot be used.
    Program(const Configuration& configuration, Services services, Loop& loop, Purpose purpose = Purpose::serve);

    /// Makes ready what must be before anybody is served. Waits for engines and neighbours as long as it takes.
    Task<> prepare();
    /// The same; throws Unavailable when something does not answer at once.
    Task<> prepare_now();

    /// Listens on all ports, and starts each service when it is prepared; until then it answers 503. Returns the line
    /// that says where. `on_fatal` hears of what can never be prepared. Throws SettingError when it cannot listen, and
    /// what the notification service's stores throw; `stop` is due then as well.
    std::string serve(std::function<void(std::exception_ptr)> on_fatal);

    /// Refuses new requests, lets those under way finish, then ends everything in the background.
    Task<> stop();

    Door& door(Service service) { return *doors_.at(service); }

    Base base;

private:
    // What the rooms stand on, and so outlives them.
    std::map<Service, std::unique_ptr<Door>> doors_;
    adapters::RemoteServices remote_;
    adapters::Stores stores_;
    adapters::Messages messages_;

public:
    // The services that are in this process.
    std::unique_ptr<PaymentRoom> payment;
    std::unique_ptr<EventRoom> event;
    std::unique_ptr<UserRoom> user;
    std::unique_ptr<BookingRoom> booking;
    std::unique_ptr<NotificationRoom> notification;  ///< from `serve` on: its links need the user service's address

private:
    void open_payment();
    void open_event();
    void open_user();
    void open_booking();
    void open_notification();
    void listen_everywhere();
    std::string address_of(Service service) const;
    Room& room(Service service);
    Task<> start_when_prepared(Service service, std::function<void(std::exception_ptr)> on_fatal);

    /// A neighbour's route table, or the neighbour over HTTP.
    std::unique_ptr<user::Neighbour> passed_on_to(Service neighbour);
    std::unique_ptr<booking::Inventories> inventories();
    std::unique_ptr<booking::Gateway> gateway();
    std::unique_ptr<booking::People> people();

    Purpose purpose_;
    LocalClosures* closures_ = nullptr;  ///< where both services that it connects are here
};

}  // namespace boxoffice

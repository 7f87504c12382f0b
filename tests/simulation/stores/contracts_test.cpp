// The simulated stores keep the contracts that the real ones keep.

#include "services/booking/tests/booking_store_contract.hpp"
#include "services/event/tests/event_store_contract.hpp"
#include "services/notification/tests/store_contract.hpp"
#include "services/payment/tests/ledger_contract.hpp"
#include "tests/simulation/stores/memory_booking_store.hpp"
#include "tests/simulation/stores/memory_event_store.hpp"
#include "tests/simulation/stores/memory_ledger.hpp"
#include "tests/simulation/stores/memory_notification_store.hpp"

namespace boxoffice::simulation {
namespace {

/// A table and a process to ask it at once.
template <class Table>
struct Shelf {
    Schedule schedule;
    Choices choices{1};
    Environment environment{.schedule = schedule, .choices = choices, .immediate = true};
    Process process{environment, {.name = "test"}};
    Table table;

    /// The one of a folder, which stays when a store is opened again.
    static Shelf& of(const std::string& folder) {
        static std::map<std::string, std::unique_ptr<Shelf>> shelves;
        auto& shelf = shelves[folder];
        if (!shelf) shelf = std::make_unique<Shelf>();
        return *shelf;
    }
};

std::shared_ptr<booking::BookingStore> open_bookings(Loop&, Clock& clock, std::string folder) {
    auto& shelf = Shelf<BookingTable>::of(folder);
    return std::make_shared<MemoryBookingStore>(shelf.process, clock, shelf.table);
}

class EventShelf final : public event::test::EventPlace {
public:
    static std::unique_ptr<EventPlace> make() { return std::make_unique<EventShelf>(); }
    std::unique_ptr<event::EventStore> open(Loop&) override {
        return std::make_unique<MemoryEventStore>(shelf_.process, shelf_.table);
    }

private:
    Shelf<EventTable> shelf_;
};

std::unique_ptr<payment::Ledger> open_ledger(Loop&, const std::filesystem::path& folder) {
    auto& shelf = Shelf<LedgerTable>::of(folder);
    return std::make_unique<MemoryLedger>(shelf.process, shelf.table);
}

std::unique_ptr<notification::NotificationStore> open_notifications(Loop&, const std::filesystem::path& folder) {
    auto& shelf = Shelf<NotificationTable>::of(folder);
    return std::make_unique<MemoryNotificationStore>(shelf.process, shelf.table);
}

}  // namespace
}  // namespace boxoffice::simulation

namespace boxoffice::booking::test {
INSTANTIATE_TEST_SUITE_P(Simulated, BookingStoreContract, testing::Values(&simulation::open_bookings));
}

namespace boxoffice::event::test {
INSTANTIATE_TEST_SUITE_P(Simulated, EventStoreContract,
                         testing::Values(StoreUnderTest{"simulated", simulation::EventShelf::make}),
                         [](const auto& instance) { return instance.param.name; });
}  // namespace boxoffice::event::test

namespace boxoffice::payment {
INSTANTIATE_TEST_SUITE_P(Simulated, LedgerContract, testing::Values(&simulation::open_ledger));
}

namespace boxoffice::notification {
INSTANTIATE_TEST_SUITE_P(Simulated, StoreContract, testing::Values(&simulation::open_notifications));
}

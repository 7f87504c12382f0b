#pragma once

#include "platform/async/run.hpp"
#include "platform/testing/clocks.hpp"
#include "platform/testing/temporary_folder.hpp"
#include "services/booking/app/advance.hpp"
#include "services/booking/app/bookings.hpp"
#include "services/booking/app/recovery.hpp"
#include "services/booking/ports/booking_store.hpp"
#include "services/booking/ports/unanswered.hpp"

#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <functional>
#include <map>
#include <memory>
#include <set>

/// A world for one booking service: the real use cases over a real store, and neighbours that can be told to refuse, to
/// be silent, or to lose their answers.
namespace boxoffice::booking::test {

/// The store that the world stands on; each test program says which.
std::shared_ptr<BookingStore> open_world_store(Loop& loop, Clock& clock, const std::string& folder);

/// The event service's side of the protocol, for one inventory.
class FakeInventory final : public Inventories {
public:
    struct Register {
        std::int64_t number = 0;
        std::int64_t held = 0;
        std::int64_t sold = 0;
    };

    Task<Answer> apply(Trace, Command command) override {
        if (silent) throw Unanswered("silent");
        auto answer = decide(command);
        if (lose_answers) throw Unanswered("the answer was lost");
        co_return answer;
    }
    Task<std::optional<Sale>> look(Trace, EventId event_id) override {
        if (event_id != id) co_return std::nullopt;
        co_return Sale{.inventory_id = {id.value},
                       .organizer_id = organizer,
                       .event = EventSnapshot{.name = "Concert", .starts_at = starts_at},
                       .on_sale = !cancelled,
                       .suspended = false,
                       .available = hide_sold_out ? 1'000'000 : capacity - used(),
                       .unit_price = price,
                       .currency = "EUR"};
    }
    std::int64_t used() const {
        std::int64_t sum = 0;
        for (const auto& [booking, entry] : registers) sum += entry.held + entry.sold;
        return sum;
    }
    std::int64_t sold() const {
        std::int64_t sum = 0;
        for (const auto& [booking, entry] : registers) sum += entry.sold;
        return sum;
    }

    EventId id{Uuid{{1}}};
    PersonId organizer{Uuid{{9}}};
    Timestamp starts_at = Timestamp(std::chrono::milliseconds(1'900'000'000'000));
    std::int64_t capacity = 10;
    std::int64_t price = 2500;
    bool silent = false;
    bool lose_answers = false;
    bool cancelled = false;
    bool hide_sold_out = false;
    int commands = 0;
    std::map<BookingId, Register> registers;

private:
    Answer decide(const Command& command) {
        ++commands;
        const auto quantity = [](const auto& by_type) { return by_type.empty() ? 0 : by_type.begin()->second; };
        Answer answer{.unit_price = price, .currency = "EUR"};
        const auto known = registers.find(command.booking_id);
        const Register before = known == registers.end() ? Register{} : known->second;
        if (known != registers.end() && command.number <= before.number) {
            answer.number = before.number;
            if (command.number < before.number) answer.outcome = Outcome::superseded;
            return answer;
        }
        const Register next{command.number, quantity(command.held), quantity(command.sold)};
        const auto growth = next.held + next.sold - before.held - before.sold;
        if (growth > 0 && cancelled) answer.outcome = Outcome::event_cancelled;
        if (growth > 0 && used() + growth > capacity) answer.outcome = Outcome::sold_out;
        if (answer.outcome != Outcome::taken) return answer;
        registers[command.booking_id] = next;
        answer.number = next.number;
        return answer;
    }
};

/// A gateway whose ledger is what the money tests count.
class FakeGateway final : public Gateway {
public:
    struct Entry {
        Answer answer;
        BookingId booking_id;
        std::map<std::string, std::int64_t> refunds;
        std::int64_t refunded() const {
            std::int64_t sum = 0;
            for (const auto& [key, amount] : refunds) sum += amount;
            return sum;
        }
    };

    Task<Answer> charge(Trace, ChargeRequest request) override {
        ++charges;
        if (silent) throw Unanswered("silent");
        const bool fresh = !ledger.contains(request.key);
        if (fresh) {
            Entry entry{.answer = {}, .booking_id = request.booking_id, .refunds = {}};
            if (request.method != "pm_declined")
                entry.answer = {.state = ChargeState::APPROVED,
                                .payment_id = PaymentId{Uuid{{2, static_cast<std::uint8_t>(ledger.size())}}},
                                .amount = request.amount};
            ledger[request.key] = entry;
        }
        if (auto interrupt = std::exchange(during_charge, nullptr)) co_await interrupt();
        if (lose_answers) throw Unanswered("the answer was lost");
        co_return ledger[request.key].answer;
    }
    Task<Answer> void_key(Trace, std::string key) override {
        if (silent) throw Unanswered("silent");
        if (!ledger.contains(key)) ledger[key].answer = {.state = ChargeState::VOIDED, .payment_id = {}};
        co_return ledger[key].answer;
    }
    Task<bool> refund(Trace, PaymentId payment_id, std::int64_t amount, std::string key) override {
        if (silent) throw Unanswered("silent");
        if (refuses_refunds) co_return false;
        for (auto& [charge_key, entry] : ledger) {
            if (entry.answer.payment_id != payment_id) continue;
            if (entry.refunds.contains(key)) co_return true;
            if (entry.refunded() + amount > entry.answer.amount) co_return false;
            entry.refunds[key] = amount;
            if (auto interrupt = std::exchange(during_refund, nullptr)) co_await interrupt();
            if (lose_answers) throw Unanswered("the answer was lost");
            co_return true;
        }
        co_return false;
    }
    Task<std::vector<Payment>> approved_since(std::int64_t sequence, std::size_t) override {
        std::vector<Payment> payments;
        std::int64_t number = 0;
        for (const auto& [key, entry] : ledger)
            if (++number > sequence && entry.answer.payment_id)
                payments.push_back(
                    {number, *entry.answer.payment_id, entry.booking_id, entry.answer.amount, entry.refunded(), "EUR"});
        co_return payments;
    }
    /// What was taken and not given back.
    std::int64_t kept() const {
        std::int64_t sum = 0;
        for (const auto& [key, entry] : ledger) sum += entry.answer.amount - entry.refunded();
        return sum;
    }

    bool silent = false;
    bool lose_answers = false;
    bool refuses_refunds = false;
    int charges = 0;
    std::function<Task<>()> during_charge;  ///< what comes between a charge and its answer, once
    std::function<Task<>()> during_refund;
    std::map<std::string, Entry> ledger;
};

class FakePeople final : public People {
public:
    Task<std::optional<Contact>> contact(PersonId person) override {
        if (person == PersonId{}) co_return std::nullopt;
        co_return Contact{.email = "ada@example.com", .name = "Ada", .phone = {}};
    }
};

class FakePublisher final : public Publisher {
public:
    Task<> publish(std::vector<Message> messages) override {
        if (silent) throw Unanswered("silent");
        for (auto& message : messages) ids.insert(std::move(message.message_id));
        co_return;
    }

    bool silent = false;
    std::set<std::string> ids;
};

/// What one instance of the service is made of. Several may share one store.
struct Instance {
    Instance(Loop& loop, Clock& clock, BookingStore& store, Inventories& inventories, Gateway& gateway,
             Publisher& publisher)
        : timeouts(loop),
          scope(loop, [](std::exception_ptr) { FAIL() << "a flight threw"; }),
          contacts(people, clock),
          flights(scope, timeouts),
          advance({store, inventories, gateway, publisher, flights, scope, timeouts, clock, Log{}, metrics, render}),
          bookings({store,
                    inventories,
                    contacts,
                    flights,
                    clock,
                    ids,
                    render,
                    {},
                    std::chrono::milliseconds(100),
                    admission}),
          recovery({store, gateway, flights, clock, Log{}, metrics}) {
        flights.on_advance([this](Flight& flight) { return advance.run(flight); });
    }
    static constexpr Admission::Limits admission{.least = 4, .most = 256};
    static KeptAnswer render(const Booking& booking) {
        const int status = booking.status == Status::PENDING ? 202 : booking.status == Status::REJECTED ? 409 : 201;
        return {.status = status, .body = booking.id.text(), .location = ""};
    }

    Timeouts timeouts;
    TaskScope scope;
    SystemRandom random;
    UuidSource ids{random};
    Metrics metrics{"booking"};
    FakePeople people;
    Contacts contacts;
    Flights flights;
    Advance advance;
    Bookings bookings;
    Recovery recovery;
};

class World : public testing::Test {
protected:
    using Answer = std::expected<Bookings::Answer, Refusal>;

    void TearDown() override { land(); }

    Context context() const {
        Context context;
        context.caller.subject = buyer.text();
        return context;
    }
    Bookings::Order order(std::int64_t tickets = 1, std::string method = "pm_approved") const {
        return {.event_id = inventory.id, .tickets = tickets, .user_id = {}, .payment_method = std::move(method)};
    }
    static IdempotencyKey key(std::uint8_t id, std::uint8_t fingerprint = 1) { return {{id}, {fingerprint}}; }

    Answer book(Bookings::Order wanted, std::optional<IdempotencyKey> idempotency_key = {}) {
        return run(loop, instance.bookings.book(context(), std::move(wanted), idempotency_key));
    }
    /// The only booking there is.
    Booking the_booking() {
        auto bookings = run(loop, store.list({}, {}, 10));
        EXPECT_EQ(bookings.size(), 1u);
        return bookings.empty() ? Booking{} : bookings.front();
    }
    /// Lets every flight of the instance end.
    void land(Instance& flying) { run(loop, landed(flying)); }
    void land() { land(instance); }
    /// Carries due bookings on until none is due, moving the clock past each `due`.
    void recover(int rounds = 12) {
        for (int round = 0; round < rounds; ++round) {
            clock.time += std::chrono::seconds(61);
            run(loop, instance.recovery.carry_on_due());
            land();
        }
    }
    static Task<> landed(Instance& flying) { co_await flying.scope.join(std::chrono::seconds(10)); }

    /// What must hold of a single booking that has come to rest.
    void expect_at_rest(Status status) {
        const auto booking = the_booking();
        EXPECT_EQ(booking.status, status);
        EXPECT_TRUE(booking.todo.empty()) << int{booking.todo.bits()};
        EXPECT_FALSE(booking.due);
        const bool confirmed = status == Status::CONFIRMED;
        EXPECT_EQ(inventory.sold(), confirmed ? booking.tickets() : 0);
        EXPECT_EQ(inventory.used(), inventory.sold());
        EXPECT_EQ(gateway.kept(), confirmed ? booking.amount() : 0);
    }
    /// How many messages the world was told: by the publisher, or where the outbox is the queue, by that.
    std::size_t messages() {
        auto* const queue = dynamic_cast<OutboxQueue*>(&store);
        return queue ? run(loop, queue->rows_after(0, 100)).size() : publisher.ids.size();
    }

    TemporaryFolder folder;
    Loop loop;
    StandingClock clock;
    FakeInventory inventory;
    FakeGateway gateway;
    FakePublisher publisher;
    std::shared_ptr<BookingStore> opened = open_world_store(loop, clock, folder.path().string());
    BookingStore& store = *opened;
    Instance instance{loop, clock, store, inventory, gateway, publisher};
    PersonId buyer{Uuid{{7}}};
};

}  // namespace boxoffice::booking::test

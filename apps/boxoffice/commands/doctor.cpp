#include "apps/boxoffice/commands/commands.hpp"
#include "apps/boxoffice/program.hpp"
#include "apps/boxoffice/running_program.hpp"
#include "platform/async/run.hpp"

#include <iostream>
#include <map>

namespace boxoffice::commands {

namespace {

constexpr std::size_t page = 500;

/// Prints what was checked, one line a check.
class Findings {
public:
    void add(bool good, const std::string& what) {
        std::cout << (good ? "ok      " : "BROKEN  ") << what << std::endl;
        broken_ = broken_ || !good;
    }
    int exit_code() const { return broken_ ? 1 : 0; }

private:
    bool broken_ = false;
};

/// What the bookings say together.
struct BookingTotals {
    std::map<Uuid, std::int64_t> sold;         ///< tickets of confirmed bookings, by event
    std::map<std::string, std::int64_t> owed;  ///< what confirmed bookings cost, by currency
    std::int64_t unfinished = 0;
};

Task<BookingTotals> total(booking::BookingStore& store) {
    BookingTotals totals;
    std::optional<booking::BookingId> before;
    for (;;) {
        const auto bookings = co_await store.list({}, before, page);
        if (bookings.empty()) co_return totals;
        for (const auto& booking : bookings) {
            if (booking.status == booking::Status::CONFIRMED) {
                totals.sold[booking.event_id.value] += booking.tickets();
                totals.owed[booking.currency] += booking.amount();
            }
            if (booking.due) ++totals.unfinished;
        }
        before = bookings.back().id;
    }
}

Task<> check_tickets(Program& program, const BookingTotals& totals, Findings& findings) {
    const auto report = co_await program.event->conservation.check();
    findings.add(report.imbalances.empty(), std::to_string(report.inventories) +
                                                " inventories: " + std::to_string(report.capacity) +
                                                " tickets, of which " + std::to_string(report.held) + " are held and " +
                                                std::to_string(report.sold) + " sold; pools and registers agree");
    std::int64_t sold = 0;
    for (const auto& [event, tickets] : totals.sold) sold += tickets;
    findings.add(sold == report.sold || totals.unfinished > 0,
                 std::to_string(sold) + " tickets stand in confirmed bookings");
}

/// What the gateway has taken for bookings and not given back, by currency.
Task<std::map<std::string, std::int64_t>> kept_money(booking::Gateway& gateway) {
    std::map<std::string, std::int64_t> kept;
    std::int64_t sequence = 0;
    for (;;) {
        const auto payments = co_await gateway.approved_since(sequence, page);
        if (payments.empty()) break;
        for (const auto& payment : payments) kept[payment.currency] += payment.amount - payment.refunded;
        sequence = payments.back().sequence;
    }
    std::erase_if(kept, [](const auto& entry) { return entry.second == 0; });
    co_return kept;
}

Task<> check_money(Program& program, const BookingTotals& totals, Findings& findings) {
    const auto kept = co_await kept_money(*program.booking->ports.gateway);
    auto owed = totals.owed;
    std::erase_if(owed, [](const auto& entry) { return entry.second == 0; });
    findings.add(kept == owed || totals.unfinished > 0, "money captured less refunded is what confirmed bookings cost");
    for (const auto& [currency, amount] : owed)
        std::cout << "        " << currency << " " << amount << " (minor units)" << std::endl;
}

Task<> check(Program& program, Findings& findings) {
    const auto totals = co_await total(*program.booking->ports.store);
    co_await check_tickets(program, totals, findings);
    co_await check_money(program, totals, findings);
    std::cout << "        " << totals.unfinished << " bookings are under way" << std::endl;
}

int check_running(const RunningProgram& running) {
    Findings findings;
    for (const auto* service : {"user", "event", "booking", "notification", "payment"})
        findings.add(running.call(service, "GET", "/readyz").status == 200, std::string(service) + " service is ready");
    std::cout << "        The program is running: stop it to have tickets and money compared." << std::endl;
    return findings.exit_code();
}

}  // namespace

int doctor(const Configuration& configuration) {
    if (const auto running = RunningProgram::find(configuration)) return check_running(*running);
    Findings findings;
    findings.add(true, "configuration");
    Loop loop(1);
    Program program(configuration, all_services, loop);
    findings.add(true, "stores of " + configuration.data_folder);
    run(loop, check(program, findings));
    run(loop, program.stop());
    return findings.exit_code();
}

}  // namespace boxoffice::commands

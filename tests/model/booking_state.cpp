#include "tests/model/booking_state.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace boxoffice::model {

namespace {

constexpr std::array phase_names{"-",         "BUYING",    "WITHDRAWN", "RELEASED", "RETAKING", "REFUNDING",
                                 "CONFIRMED", "CHANGING",  "CANCELLED", "REJECTED", "REFUNDED"};
constexpr std::array charge_names{"-", "open", "approved", "declined", "voided"};
constexpr std::array stage_names{"idle",   "looks",     "held",   "turned away", "unheard", "paid", "paid, sells",
                                 "unpaid", "frees", "asks",   "told",        "voids",   "repaid"};

std::string words_of(Small set, const std::vector<std::pair<Small, const char*>>& names) {
    std::string words;
    for (const auto& [bit, name] : names)
        if ((set & bit) != 0) words += (words.empty() ? "" : " ") + std::string(name);
    return words;
}

std::string todo_of(Small todo) {
    return words_of(todo, {{Todo::sell, "sell"},
                           {Todo::release, "release"},
                           {Todo::void_charges, "void"},
                           {Todo::publish, "publish"},
                           {Todo::refund, "refund"}});
}

/// As people know it: 10·rev, one more for a sell.
std::string number_of(Small number) { return std::to_string(10 * (number / 2) + number % 2); }

template <class Names, class Enum>
const char* name_in(const Names& names, Enum value) {
    return names[static_cast<std::size_t>(value)];
}

}  // namespace

const char* name_of(Phase phase) { return name_in(phase_names, phase); }

bool Document::has_open_charge() const { return std::ranges::find(charges, Charge::open) != charges.end(); }

bool Document::has_open_refund() const {
    return std::ranges::any_of(refunds, [](const RefundLine& line) { return line.charge_no != 0 && line.taken == 0; });
}

bool Document::is_settled() const {
    return phase == Phase::confirmed || phase == Phase::cancelled || phase == Phase::rejected ||
           phase == Phase::refunded;
}

bool Document::is_due() const { return phase != Phase::absent && (!is_settled() || todo != 0); }

bool Gateway::has_money_of(int charge_no) const {
    return charges[charge_no - 1] == Charge::approved && std::ranges::find(refund_of, charge_no) == refund_of.end();
}

std::string describe(const Booking& booking) {
    const auto& stored = booking.stored;
    std::string text = std::string(name_of(stored.phase)) + " rev " + std::to_string(stored.rev) + " todo [" +
                       todo_of(stored.todo) + "] | register n=" + number_of(booking.entry.number) +
                       " held=" + std::to_string(booking.entry.held) + " sold=" + std::to_string(booking.entry.sold);
    for (const int no : {1, 2}) {
        const auto at_gateway = booking.gateway.charges[no - 1];
        if (at_gateway == Charge::none && stored.charge(no) == Charge::none) continue;
        text += std::string(" | charge ") + std::to_string(no) + " " + name_in(charge_names, at_gateway) +
                (at_gateway == Charge::approved && !booking.gateway.has_money_of(no) ? ", given back" : "") + " (noted " +
                name_in(charge_names, stored.charge(no)) + ")";
    }
    for (std::size_t i = 0; i < stored.refunds.size(); ++i)
        if (stored.refunds[i].charge_no != 0)
            text += " | refund " + std::to_string(i + 1) + " of charge " + std::to_string(stored.refunds[i].charge_no) +
                    (stored.refunds[i].taken != 0 ? " taken" : " open");
    return text;
}

std::string describe(const Flight& flight) {
    if (flight.stage == Stage::idle) return "-";
    return std::string(name_in(stage_names, flight.stage)) + " at rev " + std::to_string(flight.copy.rev);
}

}  // namespace boxoffice::model

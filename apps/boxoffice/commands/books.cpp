#include "apps/boxoffice/commands/books.hpp"

#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

#include <thread>

namespace boxoffice::commands {

namespace {

using boost::json::object;

constexpr int rounds_max = 10;
constexpr std::chrono::milliseconds between_rounds{1'000};
constexpr int looks_at_event_max = 20;
constexpr std::chrono::milliseconds between_looks{250};

std::string text(const object& row, const char* name) {
    const auto* found = row.if_contains(name);
    return found != nullptr && found->is_string() ? std::string(found->as_string()) : "";
}

std::int64_t number(const object& row, const char* name) {
    const auto* found = row.if_contains(name);
    return found != nullptr ? found->to_number<std::int64_t>() : 0;
}

/// Calls `each` with every row of a list, page by page.
template <class Each>
void for_each_row(ServicesAtHand& services, Service service, const std::string& path, Each each) {
    const std::string paged = path + (path.find('?') == std::string::npos ? "?" : "&") + "limit=500";
    std::string cursor;
    do {
        const auto page = services.get(
            service,
            cursor.empty() ? paged : paged + "&cursor=" + boost::urls::encode(cursor, boost::urls::unreserved_chars));
        for (const auto& row : page.at("data").as_array()) each(row.as_object());
        cursor = text(page.as_object(), "next_cursor");
    } while (!cursor.empty());
}

std::int64_t kept_of(const object& payment) {
    return text(payment, "status") == "APPROVED" ? number(payment, "amount") - number(payment, "refunded") : 0;
}

bool tells_of_confirmation(const object& notification) { return text(notification, "booking_status") == "CONFIRMED"; }

/// Calls `each` with every payment that the booking service has made.
template <class Each>
void for_each_payment(ServicesAtHand& services, Each each) {
    for (std::int64_t after = 0;;) {
        const auto page = services.get(Service::payment, "/payments/journal?limit=500&after=" + std::to_string(after));
        const auto& rows = page.at("data").as_array();
        if (rows.empty()) return;
        for (const auto& row : rows) {
            after = number(row.as_object(), "sequence");
            if (text(row.as_object(), "caller") == "booking") each(row.as_object());
        }
    }
}

}  // namespace

void Books::read_booking(const object& row, Entry& entry) {
    entry.status = text(row, "status");
    entry.event_id = text(row, "event_id");
    entry.currency = text(row, "currency");
    entry.tickets = number(row, "tickets");
    entry.amount = number(row, "amount");
    entry.changing = row.contains("tickets_wanted");
}

void Books::read_all() {
    for_each_row(services_, Service::booking, "/bookings",
                 [&](const object& row) { read_booking(row, entries_[text(row, "id")]); });
    for_each_payment(services_, [&](const object& row) {
        if (const auto booking_id = text(row, "booking_id"); !booking_id.empty())
            entries_[booking_id].kept += kept_of(row);
    });
    for_each_row(services_, Service::notification, "/notifications", [&](const object& row) {
        const auto known = entries_.find(text(row, "booking_id"));
        if (known != entries_.end() && tells_of_confirmation(row)) known->second.told = true;
    });
}

Books::Entry Books::ask_about(const std::string& booking_id) {
    Entry entry;
    const auto booking = services_.call(Service::booking, "GET", "/bookings/" + booking_id);
    if (booking.status == 200) read_booking(booking.body.as_object(), entry);
    for_each_row(services_, Service::payment, "/payments?booking_id=" + booking_id,
                 [&](const object& row) { entry.kept += kept_of(row); });
    for_each_row(services_, Service::notification, "/notifications?booking_id=" + booking_id,
                 [&](const object& row) { entry.told = entry.told || tells_of_confirmation(row); });
    return entry;
}

/// What was read at different moments may differ; what stays different is wrong.
void Books::ask_again_until_right() {
    for (int round = 0; round < rounds_max; ++round) {
        bool all_right = true;
        for (auto& [id, entry] : entries_) {
            if (entry.has_right_money() && entry.is_rightly_told()) continue;
            entry = ask_about(id);
            all_right = all_right && entry.has_right_money() && entry.is_rightly_told();
        }
        if (all_right) return;
        std::this_thread::sleep_for(between_rounds);
    }
}

std::int64_t Books::sold(const std::string& event_id) {
    const auto reply = services_.call(Service::event, "GET", "/events/" + event_id + "/availability");
    return reply.status == 200 ? number(reply.body.as_object(), "sold") : 0;
}

std::int64_t Books::confirmed_tickets(const std::string& event_id) {
    std::int64_t tickets = 0;
    for_each_row(services_, Service::booking, "/bookings?status=CONFIRMED&event_id=" + event_id,
                 [&](const object& row) { tickets += number(row, "tickets"); });
    return tickets;
}

Books::EventState Books::check_event(const std::string& event_id) {
    auto state = EventState::busy;
    for (int look = 0; look < looks_at_event_max; ++look) {
        const auto before = sold(event_id);
        const auto tickets = confirmed_tickets(event_id);
        if (before == sold(event_id)) {
            if (tickets == before) return EventState::right;
            state = EventState::wrong;
        }
        std::this_thread::sleep_for(between_looks);
    }
    return state;
}

Books::Comparison Books::compare() {
    read_all();
    ask_again_until_right();
    Comparison comparison;
    std::map<std::string, std::int64_t> tickets;
    for (const auto& [id, entry] : entries_) {
        if (!entry.has_right_money()) comparison.wrong_money.push_back(id);
        if (!entry.is_rightly_told()) comparison.untold.push_back(id);
        if (entry.is_under_way()) ++comparison.under_way;
        if (entry.status != "CONFIRMED") continue;
        ++comparison.confirmed;
        comparison.tickets += entry.tickets;
        if (entry.amount > 0) comparison.owed[entry.currency] += entry.amount;
        tickets[entry.event_id] += entry.tickets;
    }
    for (const auto& [event_id, count] : tickets) {
        if (sold(event_id) == count) continue;
        const auto state = check_event(event_id);
        if (state == EventState::busy) ++comparison.busy_events;
        if (state == EventState::wrong) comparison.wrong_events.push_back(event_id);
    }
    return comparison;
}

}  // namespace boxoffice::commands

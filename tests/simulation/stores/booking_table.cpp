#include "tests/simulation/stores/booking_table.hpp"

#include "platform/problem/unavailable.hpp"

#include <algorithm>

namespace boxoffice::simulation {

using booking::Phase;
using booking::Step;
using booking::Todo;

namespace {

constexpr std::chrono::hours kept_for{30};

bool passes(const BookingTable::Booking& booking, const BookingTable::Store::Filter& filter) {
    return (!filter.user_id || booking.user_id == filter.user_id) &&
           (!filter.organizer_id || booking.organizer_id == filter.organizer_id) &&
           (!filter.event_id || booking.event_id == filter.event_id) &&
           (!filter.status || booking.status == filter.status);
}

}  // namespace

void BookingTable::written(const Booking* before, const Booking& after) {
    if (watch_ != nullptr) watch_->written(before, after);
}

std::optional<BookingTable::Store::Key> BookingTable::find_key(const Digest& key_id, Timestamp now) const {
    const auto found = keys_.find(key_id);
    if (found == keys_.end() || found->second.kept_until <= now) return std::nullopt;
    return found->second.key;
}

std::optional<BookingTable::Store::Key> BookingTable::insert_key(const IdempotencyKey& key, BookingId booking_id,
                                                                 Timestamp now) {
    if (left_out(Mutation::keys_ignored)) return std::nullopt;
    const auto known = find_key(key.id, now);
    // Its own is from a try whose answer was lost.
    if (known && known->booking_id != booking_id) return known;
    keys_[key.id] = {.key = {.fingerprint = key.fingerprint, .booking_id = booking_id}, .kept_until = now + kept_for};
    return std::nullopt;
}

bool BookingTable::insert(const Booking& booking) {
    const auto [place, inserted] = rows_.try_emplace(booking.id, Row{booking, std::nullopt});
    if (inserted) written(nullptr, place->second.booking);
    return inserted;
}

bool BookingTable::lose_key(const Digest& key_id, BookingId ended, Timestamp now) {
    const auto key = find_key(key_id, now);
    const auto row = rows_.find(ended);
    if (!key || key->booking_id != ended || row == rows_.end() || row->second.answer) return false;
    row->second.booking.keyed = false;
    return true;
}

bool BookingTable::point_key(const Digest& key_id, BookingId ended, BookingId fresh, Timestamp now) {
    const auto key = find_key(key_id, now);
    if (!key || key->booking_id != ended) return false;
    keys_[key_id].key.booking_id = fresh;
    return true;
}

std::optional<BookingTable::Booking> BookingTable::find(BookingId id) const {
    const auto row = rows_.find(id);
    return row == rows_.end() ? std::nullopt : std::optional(row->second.booking);
}

BookingTable::Row* BookingTable::row_at(BookingId id, int rev) {
    const auto row = rows_.find(id);
    if (row == rows_.end()) return nullptr;
    return row->second.booking.rev == rev ? &row->second : nullptr;
}

bool BookingTable::would_decide(const Store::Decision& decision) const {
    const auto row = rows_.find(decision.next.id);
    if (row == rows_.end()) return false;
    const bool in_turn = row->second.booking.rev == decision.next.rev - 1 || left_out(Mutation::several_judges);
    return in_turn && (!decision.due || row->second.booking.due == decision.due);
}

bool BookingTable::decide(const Store::Decision& decision) {
    if (!would_decide(decision)) return false;
    auto& row = rows_.at(decision.next.id);
    auto next = decision.next;
    next.keyed = row.booking.keyed;
    if (left_out(Mutation::outbox_lost)) {
        next.outbox.clear();
        next.todo = next.todo.without({Step::publish});
    }
    const auto before = std::exchange(row.booking, std::move(next));
    if (decision.answer && !row.answer) keep(row, *decision.answer);
    written(&before, row.booking);
    return true;
}

bool BookingTable::note(const Booking& booking) {
    auto* const row = row_at(booking.id, booking.rev);
    if (row == nullptr) return false;
    auto next = booking;
    next.keyed = row->booking.keyed;
    const auto before = std::exchange(row->booking, std::move(next));
    written(&before, row->booking);
    return true;
}

void BookingTable::settle(BookingId id, int rev, Todo done) {
    auto* row = row_at(id, rev);
    if (row == nullptr && left_out(Mutation::settle_unguarded)) {
        const auto found = rows_.find(id);
        if (found != rows_.end()) row = &found->second;
    }
    if (row == nullptr) return;
    const auto before = row->booking;
    auto& booking = row->booking;
    booking.todo = booking.todo.without(done);
    if (done.has(Step::publish)) booking.outbox.clear();
    if (booking.todo.empty() && booking.phase == Phase::SETTLED) booking.due.reset();
    written(&before, booking);
}

bool BookingTable::postpone(BookingId id, int rev, Timestamp due) {
    auto* const row = row_at(id, rev);
    if (row == nullptr || !row->booking.due) return false;
    const auto before = row->booking;
    row->booking.due = due;
    written(&before, row->booking);
    return true;
}

void BookingTable::keep(Row& row, const KeptAnswer& answer) {
    row.answer = answer;
    if (watch_ != nullptr) watch_->answered(row.booking, answer);
}

KeptAnswer BookingTable::keep_answer(BookingId id, const KeptAnswer& answer) {
    const auto row = rows_.find(id);
    if (row == rows_.end() || !row->second.booking.keyed) throw Unavailable("the key has gone to another booking");
    if (!row->second.answer) keep(row->second, answer);
    return *row->second.answer;
}

std::optional<KeptAnswer> BookingTable::find_answer(BookingId id) const {
    const auto row = rows_.find(id);
    return row == rows_.end() ? std::nullopt : row->second.answer;
}

std::vector<BookingTable::Booking> BookingTable::claim_due(Timestamp now, Timestamp until, std::size_t most) {
    std::vector<Row*> due;
    for (auto& [id, row] : rows_)
        if (row.booking.due && *row.booking.due <= now) due.push_back(&row);
    std::ranges::sort(due, {}, [](const Row* row) { return *row->booking.due; });
    due.resize(std::min(most, due.size()));
    std::vector<Booking> claimed;
    for (auto* const row : due) {
        row->booking.due = until;
        claimed.push_back(row->booking);
    }
    return claimed;
}

std::vector<BookingTable::Booking> BookingTable::list(const Store::Filter& filter, std::optional<BookingId> before,
                                                      std::size_t most) const {
    std::vector<Booking> found;
    auto row = before ? rows_.lower_bound(*before) : rows_.end();
    while (row != rows_.begin() && found.size() < most)
        if ((--row, passes(row->second.booking, filter))) found.push_back(row->second.booking);
    return found;
}

std::vector<BookingTable::Booking> BookingTable::of_event(EventId event_id, std::optional<BookingId> cursor,
                                                          std::size_t most) const {
    std::vector<Booking> found;
    for (auto row = cursor ? rows_.upper_bound(*cursor) : rows_.begin(); row != rows_.end() && found.size() < most;
         ++row)
        if (row->second.booking.event_id == event_id) found.push_back(row->second.booking);
    return found;
}

std::optional<Timestamp> BookingTable::next_due() const {
    std::optional<Timestamp> next;
    for (const auto& [id, row] : rows_)
        if (row.booking.due && (!next || *row.booking.due < *next)) next = row.booking.due;
    return next;
}

}  // namespace boxoffice::simulation

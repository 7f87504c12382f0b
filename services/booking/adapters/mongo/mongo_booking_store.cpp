#include "services/booking/adapters/mongo/mongo_booking_store.hpp"

#include "platform/guards/guards.hpp"
#include "platform/problem/unavailable.hpp"
#include "services/booking/adapters/mongo/booking_collections.hpp"
#include "services/booking/adapters/mongo/booking_documents.hpp"

#include <unordered_map>

namespace boxoffice::booking {

namespace {

using mongo::Array;
using mongo::Database;
using mongo::Document;
using mongo::literal;

constexpr std::size_t batch_max = 128;
// Nobody waits for a settlement: until it is written, a booking's steps would be repeated after a crash, which is
// harmless.
constexpr std::size_t settlements_max = 512;
constexpr Patience nobody_waits{.time = std::chrono::milliseconds(100), .alone = true};
constexpr std::chrono::milliseconds cut_short{500};

std::int64_t random_mark() {
    std::int64_t mark = 0;
    SystemRandom().fill({reinterpret_cast<std::uint8_t*>(&mark), sizeof mark});
    // A quarter of the numbers, from nought, so that counting up meets no end.
    return mark & (std::numeric_limits<std::int64_t>::max() >> 1);
}

/// Once more where a connection broke in the middle, for writes that find out by themselves what the first try has
/// done. Not where the engine was silent for long: the caller has been waiting.
template <class Write>
auto once_more_if_cut(Write write) {
    const auto began = std::chrono::steady_clock::now();
    try {
        return write();
    } catch (const Unavailable&) {
        if (std::chrono::steady_clock::now() - began > cut_short) throw;
    }
    return write();
}

Document by_id(BookingId id) { return {{"_id", id}}; }

Document conditions_of(const BookingStore::Filter& filter) {
    return {{"user_id", filter.user_id},
            {"org_id", filter.organizer_id},
            {"event_id", filter.event_id},
            {"status", filter.status}};
}

}  // namespace

MongoBookingStore::MongoBookingStore(mongo::Client& client, TaskScope& scope, Clock& clock)
    : client_(client),
      scope_(scope),
      clock_(clock),
      next_mark_(random_mark()),
      insertions_(
          scope, batch_max, [this](Insertions batch) { return insert_together(std::move(batch)); }, for_company),
      replacements_(
          scope, batch_max, [this](Replacements batch) { return replace_together(std::move(batch)); }, for_company),
      settlements_(
          scope, settlements_max, [this](Settlements batch) { return settle_together(std::move(batch)); },
          nobody_waits),
      postponements_(
          scope, batch_max, [this](Postponements batch) { return postpone_together(std::move(batch)); }, for_company),
      finds_(
          scope, batch_max, [this](std::vector<BookingId> batch) { return find_together(std::move(batch)); },
          for_company) {}

Task<> MongoBookingStore::prepare() {
    co_await client_.run([](Database& database) { collections::prepare(database); });
}

Task<std::optional<BookingStore::Key>> MongoBookingStore::insert(Booking booking, std::optional<IdempotencyKey> key) {
    if (left_out(Guard::idempotency_key)) key.reset();
    return insertions_.call({.booking = std::move(booking), .key = key, .mark = next_mark()});
}

Task<std::vector<std::optional<BookingStore::Key>>> MongoBookingStore::insert_together(Insertions insertions) {
    return client_.run([insertions = std::move(insertions), now = clock_.now()](Database& database) {
        return once_more_if_cut([&] { return documents::insert(database, insertions, now); });
    });
}

Task<std::optional<BookingStore::Key>> MongoBookingStore::find_key(Digest key_id) {
    return client_.run(
        [key_id, now = clock_.now()](Database& database) { return documents::find_key(database, key_id, now); });
}

Task<bool> MongoBookingStore::renew_key(Digest key_id, BookingId ended, Booking fresh) {
    documents::Insertion insertion{.booking = std::move(fresh), .key = {}, .mark = next_mark()};
    return client_.run([key_id, ended, insertion = std::move(insertion), now = clock_.now()](Database& database) {
        return documents::renew_key(database, key_id, ended, insertion, now);
    });
}

Task<std::optional<Booking>> MongoBookingStore::find(BookingId id) { return finds_.call(id); }

Task<std::vector<std::optional<Booking>>> MongoBookingStore::find_together(std::vector<BookingId> ids) {
    return client_.run([ids = std::move(ids)](Database& database) {
        std::unordered_map<BookingId, Booking> found;
        for (const auto document :
             database.collection(collections::bookings).find(Document{{"_id", Document{{"$in", ids}}}})) {
            auto booking = documents::read_booking(document);
            found.emplace(booking.id, std::move(booking));
        }
        std::vector<std::optional<Booking>> bookings;
        for (const auto id : ids) {
            const auto booking = found.find(id);
            bookings.push_back(booking == found.end() ? std::nullopt : std::optional(booking->second));
        }
        return bookings;
    });
}

Task<bool> MongoBookingStore::decide(Decision decision) {
    const auto before = decision.next.rev - 1;
    documents::Replacement replacement{.next = std::move(decision.next),
                                       .from_rev = before,
                                       .due = decision.due,
                                       .answer = std::move(decision.answer),
                                       .mark = next_mark()};
    if (left_out(Guard::durable_answers)) return agree_and_write(std::move(replacement));
    return replacements_.call(std::move(replacement));
}

Task<bool> MongoBookingStore::agree_and_write(documents::Replacement replacement) {
    scope_.spawn(write(std::move(replacement)));
    co_return true;
}

Task<> MongoBookingStore::write(documents::Replacement replacement) {
    co_await replacements_.call(std::move(replacement));
}

Task<bool> MongoBookingStore::note(Booking booking) {
    const auto rev = booking.rev;
    return replacements_.call({.next = std::move(booking), .from_rev = rev, .due = {}, .answer = {}});
}

Task<std::vector<bool>> MongoBookingStore::replace_together(Replacements replacements) {
    return client_.run([replacements = std::move(replacements)](Database& database) {
        return once_more_if_cut([&] { return documents::replace(database, replacements); });
    });
}

Task<> MongoBookingStore::settle(BookingId id, int rev, Todo done) {
    co_await settlements_.call({.id = id, .rev = rev, .done = done});
}

Task<std::vector<bool>> MongoBookingStore::settle_together(Settlements settlements) {
    return client_.run([settlements = std::move(settlements)](Database& database) {
        documents::settle(database, settlements);
        return std::vector<bool>(settlements.size(), true);
    });
}

Task<bool> MongoBookingStore::postpone(BookingId id, int rev, Timestamp due) {
    return postponements_.call({.id = id, .rev = rev, .due = due});
}

Task<std::vector<bool>> MongoBookingStore::postpone_together(Postponements postponements) {
    return client_.run([postponements = std::move(postponements)](Database& database) {
        return documents::postpone(database, postponements);
    });
}

Task<KeptAnswer> MongoBookingStore::keep_answer(BookingId id, KeptAnswer answer) {
    return client_.run([id, answer = std::move(answer)](Database& database) {
        const Document first{{"$ifNull", Array{"$answer", literal(documents::answer_of(answer))}}};
        const Document keyed{{"_id", id}, {"keyed", true}};
        const auto kept = database.collection(collections::bookings)
                              .find_one_and_update(keyed, Array{Document{{"$set", Document{{"answer", first}}}}});
        if (!kept) throw Unavailable("the key has gone to another booking");
        return documents::read_answer(*kept).value_or(answer);
    });
}

Task<std::optional<KeptAnswer>> MongoBookingStore::find_answer(BookingId id) {
    return client_.run([id](Database& database) -> std::optional<KeptAnswer> {
        const auto found =
            database.collection(collections::bookings).find_one(by_id(id), {.sort = {}, .projection = {{"answer", 1}}});
        return found ? documents::read_answer(*found) : std::nullopt;
    });
}

Task<std::vector<Booking>> MongoBookingStore::claim_due(Timestamp now, Timestamp until, std::size_t most) {
    return client_.run([now, until, most, mark = next_mark()](Database& database) {
        return documents::claim_due(database, now, until, most, mark);
    });
}

Task<std::vector<Booking>> MongoBookingStore::find_all(Document filter, int direction, std::size_t most) {
    return client_.run([filter = std::move(filter), direction, most](Database& database) {
        std::vector<Booking> bookings;
        const mongo::FindOptions options{
            .sort = {{"_id", direction}}, .projection = {}, .limit = static_cast<std::int64_t>(most)};
        for (const auto document : database.collection(collections::bookings).find(filter, options))
            bookings.push_back(documents::read_booking(document));
        return bookings;
    });
}

Task<std::vector<Booking>> MongoBookingStore::list(Filter filter, std::optional<BookingId> before, std::size_t most) {
    auto conditions = conditions_of(filter);
    if (before) conditions.append("_id", Document{{"$lt", *before}});
    return find_all(std::move(conditions), -1, most);
}

Task<std::vector<Booking>> MongoBookingStore::of_event(EventId event_id, std::optional<BookingId> cursor,
                                                       std::size_t most) {
    auto conditions = conditions_of({.event_id = event_id});
    if (cursor) conditions.append("_id", Document{{"$gt", *cursor}});
    return find_all(std::move(conditions), 1, most);
}

Task<> MongoBookingStore::begin_closure(EventId event_id) {
    co_await client_.run([event_id](Database& database) {
        database.collection(collections::closures).insert_if_absent(Document{{"_id", event_id}});
    });
}

Task<std::vector<BookingStore::Closure>> MongoBookingStore::closures() {
    return client_.run([](Database& database) {
        std::vector<Closure> closures;
        for (const auto document : database.collection(collections::closures).find({}))
            closures.push_back(
                {.event_id = document.get<EventId>("_id"), .cursor = document.find<BookingId>("cursor")});
        return closures;
    });
}

// Several instances may go through one closure, and the one that is behind moves nothing back.
Task<> MongoBookingStore::move_closure(Closure closure) {
    co_await client_.run([closure](Database& database) {
        if (!closure.cursor) return;
        database.collection(collections::closures)
            .update_one(Document{{"_id", closure.event_id}}, Document{{"$max", Document{{"cursor", *closure.cursor}}}});
    });
}

Task<> MongoBookingStore::end_closure(EventId event_id) {
    co_await client_.run([event_id](Database& database) {
        database.collection(collections::closures).delete_one(Document{{"_id", event_id}});
    });
}

Task<std::int64_t> MongoBookingStore::reconciled_to() {
    return client_.run([](Database& database) {
        const auto found = database.collection(collections::reconciliation).find_one(Document{{"_id", "payments"}});
        return found ? found->view().get<std::int64_t>("sequence") : std::int64_t{0};
    });
}

Task<> MongoBookingStore::reconcile_to(std::int64_t sequence) {
    co_await client_.run([sequence](Database& database) {
        database.collection(collections::reconciliation)
            .update_one(Document{{"_id", "payments"}}, Document{{"$max", Document{{"sequence", sequence}}}},
                        mongo::Upsert::yes);
    });
}

}  // namespace boxoffice::booking

#include "services/booking/adapters/mongo/booking_insertion.hpp"

#include "platform/problem/unavailable.hpp"
#include "services/booking/adapters/mongo/booking_collections.hpp"
#include "services/booking/adapters/mongo/booking_documents.hpp"

#include <unordered_map>

namespace boxoffice::booking::documents {

namespace {

using mongo::Array;
using mongo::Document;
using Key = BookingStore::Key;

// The contract's 24 hours, and time for clocks that differ and for whoever repeats at the last moment.
constexpr std::chrono::hours kept_for{30};
constexpr int take_overs_max = 3;

Document content_of_key(const IdempotencyKey& key, BookingId booking_id, Timestamp now) {
    return {{"fingerprint", text_of(key.fingerprint)}, {"booking_id", booking_id}, {"kept_until", now + kept_for}};
}

Document document_of_key(const Insertion& insertion, Timestamp now) {
    return {{"_id", text_of(insertion.key->id)},
            {"fingerprint", text_of(insertion.key->fingerprint)},
            {"booking_id", insertion.booking.id},
            {"kept_until", now + kept_for}};
}

Document document_of(const Insertion& insertion) {
    Document document{{"_id", insertion.booking.id}};
    append_content(document, insertion.booking);
    document.append("decided_by", Array{insertion.mark});
    return document;
}

/// Puts the key in the place of one that is kept no longer, which the engine removes only now and then. What it stands
/// for, where it is kept.
std::optional<Key> take_over(mongo::Collection& keys, const Insertion& insertion, Timestamp now) {
    const auto id = text_of(insertion.key->id);
    for (int attempt = 0; attempt < take_overs_max; ++attempt) {
        const auto known = keys.find_one(Document{{"_id", id}, {"kept_until", Document{{"$gt", now}}}});
        if (known) return read_key(*known);
        try {
            keys.update_one(Document{{"_id", id}, {"kept_until", Document{{"$lte", now}}}},
                            Document{{"$set", content_of_key(*insertion.key, insertion.booking.id, now)}},
                            mongo::Upsert::yes);
            return std::nullopt;
        } catch (const mongo::DuplicateKey&) {
            // Somebody else was faster.
        }
    }
    throw Unavailable("a key is fought for");
}

/// What the keys of the insertions stand for already; nothing where it is theirs now, or none was sent.
std::vector<std::optional<Key>> insert_keys(mongo::Database& database, const std::vector<Insertion>& insertions,
                                            Timestamp now) {
    std::vector<std::optional<Key>> known(insertions.size());
    std::vector<Document> fresh;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < insertions.size(); ++i) {
        if (!insertions[i].key) continue;
        fresh.push_back(document_of_key(insertions[i], now));
        places.push_back(i);
    }
    if (fresh.empty()) return known;
    auto keys = database.collection(collections::keys);
    for (const auto duplicate : keys.insert_absent(fresh)) {
        const auto place = places[duplicate];
        known[place] = take_over(keys, insertions[place], now);
        // Its own, from a try whose answer was lost.
        if (known[place] && known[place]->booking_id == insertions[place].booking.id) known[place].reset();
    }
    return known;
}

/// Whether the booking that has the id came from this very insertion.
bool is_own(mongo::Collection& bookings, const Insertion& insertion) {
    const auto found = bookings.find_one(Document{{"_id", insertion.booking.id}},
                                         {.sort = {}, .projection = {{"rev", 1}, {"decided_by", 1}}});
    if (!found) throw Unavailable("a booking that was there is gone");
    const auto marks = found->view().get<std::vector<std::int64_t>>("decided_by");
    const auto decisions = found->view().get<std::int64_t>("rev") - insertion.booking.rev;
    return decisions >= 0 && decisions < std::ssize(marks) &&
           marks[static_cast<std::size_t>(decisions)] == insertion.mark;
}

/// The places of those whose id somebody else has taken.
std::vector<std::size_t> insert_bookings(mongo::Database& database, const std::vector<const Insertion*>& insertions) {
    if (insertions.empty()) return {};
    std::vector<Document> bookings;
    for (const auto* const insertion : insertions) bookings.push_back(document_of(*insertion));
    auto collection = database.collection(collections::bookings);
    auto taken = collection.insert_absent(bookings);
    std::erase_if(taken, [&](std::size_t place) { return is_own(collection, *insertions[place]); });
    return taken;
}

}  // namespace

std::vector<std::optional<Key>> insert(mongo::Database& database, const std::vector<Insertion>& insertions,
                                       Timestamp now) {
    auto known = insert_keys(database, insertions, now);
    std::vector<const Insertion*> fresh;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < insertions.size(); ++i) {
        if (known[i]) continue;
        fresh.push_back(&insertions[i]);
        places.push_back(i);
    }
    for (const auto taken : insert_bookings(database, fresh)) {
        const auto& [booking, key, mark] = *fresh[taken];
        known[places[taken]] = Key{.fingerprint = key ? key->fingerprint : Digest{}, .booking_id = booking.id};
    }
    return known;
}

std::optional<Key> find_key(mongo::Database& database, const Digest& key_id, Timestamp now) {
    const auto found = database.collection(collections::keys)
                           .find_one(Document{{"_id", text_of(key_id)}, {"kept_until", Document{{"$gt", now}}}});
    return found ? std::optional(read_key(*found)) : std::nullopt;
}

bool renew_key(mongo::Database& database, const Digest& key_id, BookingId ended, const Insertion& fresh,
               Timestamp now) {
    const auto key = find_key(database, key_id, now);
    if (!key || key->booking_id != ended) return false;
    const Document unanswered{{"_id", ended}, {"answer", Document{{"$exists", false}}}};
    const Document without_key{{"$set", Document{{"keyed", false}}}};
    if (database.collection(collections::bookings).update_one(unanswered, without_key).matched == 0) return false;
    const Document change{{"booking_id", fresh.booking.id}, {"kept_until", now + kept_for}};
    const auto moved =
        database.collection(collections::keys)
            .update_one(Document{{"_id", text_of(key_id)}, {"booking_id", ended}}, Document{{"$set", change}});
    return moved.matched == 1 && insert_bookings(database, {&fresh}).empty();
}

}  // namespace boxoffice::booking::documents

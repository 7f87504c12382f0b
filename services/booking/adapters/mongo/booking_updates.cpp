#include "services/booking/adapters/mongo/booking_updates.hpp"

#include "platform/guards/guards.hpp"
#include "platform/problem/unavailable.hpp"
#include "services/booking/adapters/mongo/booking_collections.hpp"
#include "services/booking/adapters/mongo/booking_documents.hpp"
#include "services/booking/adapters/mongo/booking_insertion.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace boxoffice::booking::documents {

namespace {

using mongo::Array;
using mongo::Document;
using mongo::literal;

constexpr int claim_rounds = 4;

BookingId id_of(const Replacement& replacement) { return replacement.next.id; }
BookingId id_of(const Settlement& settlement) { return settlement.id; }
BookingId id_of(const Postponement& postponement) { return postponement.id; }

bool are_alike(const Replacement& a, const Replacement& b) {
    return a.from_rev == b.from_rev && a.due.has_value() == b.due.has_value() && a.is_decision() == b.is_decision();
}
bool are_alike(const Settlement& a, const Settlement& b) { return a.rev == b.rev && a.done == b.done; }
bool are_alike(const Postponement& a, const Postponement& b) { return a.rev == b.rev; }

/// The places of requests that one update does.
struct Group {
    std::vector<std::size_t> places;
    std::unordered_set<BookingId> ids;
};

/// Alike, and each on another booking.
template <class Request>
std::vector<Group> grouped(const std::vector<Request>& requests) {
    std::vector<Group> groups;
    for (std::size_t i = 0; i < requests.size(); ++i) {
        const auto fits = [&](const Group& group) {
            return are_alike(requests[group.places.front()], requests[i]) && !group.ids.contains(id_of(requests[i]));
        };
        auto group = std::ranges::find_if(groups, fits);
        if (group == groups.end()) group = groups.emplace(groups.end());
        group->places.push_back(i);
        group->ids.insert(id_of(requests[i]));
    }
    return groups;
}

template <class Request>
Array ids_of(const std::vector<Request>& requests, const Group& group) {
    Array ids;
    for (const auto place : group.places) ids.push(id_of(requests[place]));
    return ids;
}

Document any_of(const Array& ids) { return {{"_id", Document{{"$in", ids}}}}; }

/// The one of `values` that stands where the document's id stands in `ids`.
Document own(const Array& values, const Array& ids) {
    const Document place{{"$indexOfArray", Array{literal(ids), "$_id"}}};
    return {{"$arrayElemAt", Array{literal(values), place}}};
}

Document with_content(const Replacement& replacement) {
    Document content;
    append_content(content, replacement.next);
    if (replacement.answer) content.append("answer", answer_of(*replacement.answer));
    return content;
}

/// What of the stored booking stays: it is merged over the new one, and what it lacks changes nothing.
Document kept_of_stored(const Replacement& first) {
    Document kept{{"answer", "$answer"}, {"keyed", "$keyed"}};
    if (!first.is_decision()) return kept.append("decided_by", "$decided_by");
    const Document before{{"$ifNull", Array{"$decided_by", Array{}}}};
    const Document marks{{"$concatArrays", Array{Array{literal(first.mark)}, before}}};
    return kept.append("decided_by", Document{{"$slice", Array{marks, marks_max}}});
}

mongo::UpdateCounts replace(mongo::Collection& bookings, const std::vector<Replacement>& replacements,
                            const Group& group) {
    const auto& first = replacements[group.places.front()];
    const auto ids = ids_of(replacements, group);
    Array contents;
    Array dues;
    for (const auto place : group.places) {
        contents.push(with_content(replacements[place]));
        if (first.due) dues.push(*replacements[place].due);
    }
    auto filter = any_of(ids);
    if (!left_out(Guard::booking_revision)) filter.append("rev", first.from_rev);
    if (first.due) filter.append("$expr", Document{{"$eq", Array{"$due", own(dues, ids)}}});
    const Document merged{{"$mergeObjects", Array{own(contents, ids), kept_of_stored(first)}}};
    return bookings.update_many(filter, Array{Document{{"$replaceWith", merged}}});
}

/// Whether the stored booking is, or came from, what the replacement wrote under this mark.
bool has_won(const Replacement& replacement, std::int64_t mark, mongo::View stored) {
    const auto decisions = stored.get<std::int64_t>("rev") - replacement.next.rev;
    if (decisions < 0) return false;
    if (!replacement.is_decision()) return decisions == 0;
    const auto marks = stored.get<std::vector<std::int64_t>>("decided_by");
    if (decisions < std::ssize(marks)) return marks[static_cast<std::size_t>(decisions)] == mark;
    throw Unavailable("too many decisions came after this one to tell whether it was made");
}

std::unordered_map<BookingId, Document> read_back(mongo::Collection& bookings, const Array& ids) {
    std::unordered_map<BookingId, Document> found;
    const mongo::FindOptions members{.sort = {}, .projection = {{"rev", 1}, {"due", 1}, {"decided_by", 1}}};
    for (const auto booking : bookings.find(any_of(ids), members))
        found.emplace(booking.get<BookingId>("_id"), Document(booking));
    return found;
}

void replace(mongo::Collection& bookings, const std::vector<Replacement>& replacements, const Group& group,
             std::vector<bool>& won) {
    const auto counts = replace(bookings, replacements, group);
    if (counts.matched == std::ssize(group.places)) {
        for (const auto place : group.places) won[place] = true;
        return;
    }
    const auto mark = replacements[group.places.front()].mark;
    const auto stored = read_back(bookings, ids_of(replacements, group));
    for (const auto place : group.places) {
        const auto found = stored.find(id_of(replacements[place]));
        won[place] = found != stored.end() && has_won(replacements[place], mark, found->second);
    }
}

/// The same for all that were alike: steps leave `todo`, and `due` goes with the last.
Array settling(Todo done) {
    const Document not_done{{"$not", Array{Document{{"$in", Array{"$$this", literal(words_of(done))}}}}}};
    Document change{{"todo", Document{{"$filter", Document{{"input", "$todo"}, {"cond", not_done}}}}}};
    if (done.has(Step::publish)) change.append("outbox", Array{});
    const Document nothing_left{{"$eq", Array{"$todo", Array{}}}};
    const Document settled{{"$eq", Array{"$phase", literal(Phase::SETTLED)}}};
    const Document due{{"$cond", Array{Document{{"$and", Array{nothing_left, settled}}}, "$$REMOVE", "$due"}}};
    return Array{Document{{"$set", change}}, Document{{"$set", Document{{"due", due}}}}};
}

void postpone(mongo::Collection& bookings, const std::vector<Postponement>& postponements, const Group& group,
              std::vector<bool>& moved) {
    const auto rev = postponements[group.places.front()].rev;
    const auto ids = ids_of(postponements, group);
    Array dues;
    for (const auto place : group.places) dues.push(postponements[place].due);
    auto filter = any_of(ids);
    filter.append("rev", rev).append("due", Document{{"$exists", true}});
    const Document change{{"$set", Document{{"due", own(dues, ids)}}}};
    const auto counts = bookings.update_many(filter, Array{change});
    const bool all = counts.matched == std::ssize(group.places);
    const auto stored = all ? std::unordered_map<BookingId, Document>{} : read_back(bookings, ids);
    for (const auto place : group.places) {
        const auto found = stored.find(id_of(postponements[place]));
        // Had it been moved and decided since, nobody would ask for the moved one any more.
        moved[place] = all || (found != stored.end() && found->second.view().get<std::int64_t>("rev") == rev &&
                               found->second.view().optional("due"));
    }
}

Array ids_due(mongo::Collection& bookings, const Document& due, std::size_t most) {
    Array ids;
    const mongo::FindOptions oldest{
        .sort = {{"due", 1}}, .projection = {{"_id", 1}}, .limit = static_cast<std::int64_t>(most)};
    for (const auto booking : bookings.find(due, oldest)) ids.push(booking.get<BookingId>("_id"));
    return ids;
}

/// Several instances find the same bookings, and the write that moves `due` gives each to one. They are read after it,
/// so that a decision made in between is seen.
std::vector<Booking> claimed_of(mongo::Collection& bookings, const Array& ids, std::int64_t mark) {
    auto mine = any_of(ids);
    mine.append("claimed_by", mark);
    std::unordered_map<std::string, Booking> found;
    for (const auto booking : bookings.find(mine))
        found.emplace(booking.get<std::string>("_id"), read_booking(booking));
    std::vector<Booking> claimed;
    for (const auto& [key, id] : ids.elements().view()) {
        const auto booking = found.find(id.as<std::string>());
        if (booking != found.end()) claimed.push_back(std::move(booking->second));
    }
    return claimed;
}

}  // namespace

std::vector<bool> replace(mongo::Database& database, const std::vector<Replacement>& replacements) {
    auto bookings = database.collection(collections::bookings);
    std::vector<bool> won(replacements.size());
    for (const auto& group : grouped(replacements)) replace(bookings, replacements, group, won);
    return won;
}

void settle(mongo::Database& database, const std::vector<Settlement>& settlements) {
    auto bookings = database.collection(collections::bookings);
    for (const auto& group : grouped(settlements)) {
        const auto& first = settlements[group.places.front()];
        auto filter = any_of(ids_of(settlements, group));
        filter.append("rev", first.rev);
        bookings.update_many(filter, settling(first.done));
    }
}

std::vector<bool> postpone(mongo::Database& database, const std::vector<Postponement>& postponements) {
    auto bookings = database.collection(collections::bookings);
    std::vector<bool> moved(postponements.size());
    for (const auto& group : grouped(postponements)) postpone(bookings, postponements, group, moved);
    return moved;
}

std::vector<Booking> claim_due(mongo::Database& database, Timestamp now, Timestamp until, std::size_t most,
                               std::int64_t mark) {
    auto bookings = database.collection(collections::bookings);
    // That it exists follows, but the partial index is used only by those who say so.
    const Document due{{"due", Document{{"$exists", true}, {"$lte", now}}}};
    std::vector<Booking> claimed;
    for (int round = 0; round < claim_rounds && claimed.size() < most; ++round) {
        const auto wanted = most - claimed.size();
        const auto ids = ids_due(bookings, due, wanted);
        if (ids.size() == 0) break;
        auto unclaimed = any_of(ids);
        unclaimed.append("due", Document{{"$lte", now}});
        bookings.update_many(unclaimed, Document{{"$set", Document{{"due", until}, {"claimed_by", mark}}}});
        for (auto& booking : claimed_of(bookings, ids, mark)) claimed.push_back(std::move(booking));
        if (ids.size() < wanted) break;
    }
    return claimed;
}

}  // namespace boxoffice::booking::documents

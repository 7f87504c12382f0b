#include "services/booking/adapters/mongo/booking_documents.hpp"

#include "platform/id/hexadecimal.hpp"

namespace boxoffice::booking::documents {

namespace {

using mongo::Array;
using mongo::Document;
using mongo::View;

struct StepWord {
    Step step;
    std::string_view word;
};
constexpr std::array step_words{StepWord{Step::sell, "sell"}, StepWord{Step::release, "release"},
                                StepWord{Step::refund, "refund"}, StepWord{Step::void_, "void"},
                                StepWord{Step::publish, "publish"}};

Document document_of(const Contact& contact) {
    return {{"email", contact.email}, {"name", contact.name}, {"phone", contact.phone}, {"locale", contact.locale}};
}

Contact read_contact(View document) {
    return {.email = document.get<std::string>("email"),
            .name = document.get<std::string>("name"),
            .phone = document.find<std::string>("phone"),
            .locale = document.get<std::string>("locale")};
}

Document document_of(const EventSnapshot& event) {
    return {{"name", event.name},           {"starts_at", event.starts_at}, {"ends_at", event.ends_at},
            {"time_zone", event.time_zone}, {"all_day", event.all_day},     {"venue", event.venue},
            {"city", event.city},           {"country", event.country}};
}

EventSnapshot read_event(View document) {
    return {.name = document.get<std::string>("name"),
            .starts_at = document.get<Timestamp>("starts_at"),
            .ends_at = document.find<Timestamp>("ends_at"),
            .time_zone = document.get<std::string>("time_zone"),
            .all_day = document.get<bool>("all_day"),
            .venue = document.find<std::string>("venue"),
            .city = document.find<std::string>("city"),
            .country = document.find<std::string>("country")};
}

int number(View document, std::string_view name) { return static_cast<int>(document.get<std::int64_t>(name)); }

Document document_of(const Line& line) {
    return {{"no", line.no},
            {"inventory_id", line.inventory_id},
            {"event_id", line.event_id},
            {"type_id", line.type_id},
            {"quantity", line.quantity},
            {"unit_price", line.unit_price},
            {"charge_no", line.charge_no}};
}

Line read_line(View document) {
    return {.no = number(document, "no"),
            .inventory_id = document.get<InventoryId>("inventory_id"),
            .event_id = document.get<EventId>("event_id"),
            .type_id = document.get<std::string>("type_id"),
            .quantity = document.get<std::int64_t>("quantity"),
            .unit_price = document.get<std::int64_t>("unit_price"),
            .charge_no = number(document, "charge_no")};
}

Document document_of(const Charge& charge) {
    return {{"no", charge.no},
            {"amount", charge.amount},
            {"method", charge.method},
            {"state", charge.state},
            {"payment_id", charge.payment_id}};
}

Charge read_charge(View document) {
    return {.no = number(document, "no"),
            .amount = document.get<std::int64_t>("amount"),
            .method = document.get<std::string>("method"),
            .state = document.get<ChargeState>("state"),
            .payment_id = document.find<PaymentId>("payment_id")};
}

Document document_of(const Refund& refund) {
    return {{"no", refund.no}, {"charge_no", refund.charge_no}, {"amount", refund.amount}, {"state", refund.state}};
}

Refund read_refund(View document) {
    return {.no = number(document, "no"),
            .charge_no = number(document, "charge_no"),
            .amount = document.get<std::int64_t>("amount"),
            .state = document.get<RefundState>("state")};
}

Document document_of(const OutboxEntry& entry) {
    return {{"rev", entry.rev},
            {"kind", entry.kind},
            {"tickets", entry.tickets},
            {"amount", entry.amount},
            {"refunded", entry.refunded}};
}

OutboxEntry read_outbox_entry(View document) {
    return {.rev = number(document, "rev"),
            .kind = document.get<MessageKind>("kind"),
            .tickets = document.get<std::int64_t>("tickets"),
            .amount = document.get<std::int64_t>("amount"),
            .refunded = document.get<std::int64_t>("refunded")};
}

std::optional<Document> document_of(const std::optional<Change>& change) {
    if (!change) return std::nullopt;
    return Document{{"added", change->added}, {"charge_no", change->charge_no}};
}

std::optional<Change> read_change(std::optional<View> document) {
    if (!document) return std::nullopt;
    return Change{.added = document->get<std::int64_t>("added"), .charge_no = number(*document, "charge_no")};
}

template <class T>
Array array_of(const std::vector<T>& parts) {
    Array array;
    for (const auto& part : parts) array.push(document_of(part));
    return array;
}

template <class Read>
auto read_each(View array, Read read) {
    std::vector<std::invoke_result_t<Read, View>> parts;
    for (const auto& [key, value] : array) parts.push_back(read(value.template as<View>()));
    return parts;
}

Todo read_todo(View array) {
    Todo todo;
    for (const auto& [key, value] : array) {
        const auto word = value.as<std::string_view>();
        const auto known = std::ranges::find(step_words, word, &StepWord::word);
        if (known == step_words.end())
            throw std::runtime_error(value.path() + " is no step of a booking: " + std::string(word));
        todo = todo.with({known->step});
    }
    return todo;
}

/// What a reader looks for first, and what guards and indexes stand on.
void append_state(Document& document, const Booking& booking) {
    document.append("rev", booking.rev)
        .append("tenant", booking.tenant)
        .append("status", booking.status)
        .append("phase", booking.phase)
        .append("reason", booking.reason)
        .append("user_id", booking.user_id)
        .append("org_id", booking.organizer_id)
        .append("event_id", booking.event_id);
}

void append_money(Document& document, const Booking& booking) {
    document.append("lines", array_of(booking.lines))
        .append("currency", booking.currency)
        .append("amount", booking.amount())
        .append("charges", array_of(booking.charges))
        .append("refunds", array_of(booking.refunds))
        .append("change", document_of(booking.change));
}

void append_work(Document& document, const Booking& booking) {
    document.append("created_at", booking.created_at)
        .append("decided_at", booking.decided_at)
        .append("give_up_at", booking.give_up_at)
        .append("hold_until", booking.hold_until)
        .append("ever_confirmed", booking.ever_confirmed)
        .append("traceparent", booking.traceparent)
        .append("sell_rev", booking.sell_rev)
        .append("todo", words_of(booking.todo))
        .append("outbox", array_of(booking.outbox))
        .append("due", booking.due)
        .append("keyed", booking.keyed);
}

void read_state(Booking& booking, View document) {
    booking.id = document.get<BookingId>("_id");
    booking.rev = number(document, "rev");
    booking.tenant = document.get<std::string>("tenant");
    booking.status = document.get<Status>("status");
    booking.phase = document.get<Phase>("phase");
    booking.reason = document.find<Reason>("reason");
    booking.user_id = document.get<PersonId>("user_id");
    booking.organizer_id = document.get<PersonId>("org_id");
    booking.event_id = document.get<EventId>("event_id");
    booking.contact = read_contact(document.get<View>("contact"));
    booking.event = read_event(document.get<View>("event"));
}

void read_money(Booking& booking, View document) {
    booking.lines = read_each(document.get<View>("lines"), read_line);
    booking.currency = document.get<std::string>("currency");
    booking.charges = read_each(document.get<View>("charges"), read_charge);
    booking.refunds = read_each(document.get<View>("refunds"), read_refund);
    booking.change = read_change(document.find<View>("change"));
}

void read_work(Booking& booking, View document) {
    booking.created_at = document.get<Timestamp>("created_at");
    booking.decided_at = document.get<Timestamp>("decided_at");
    booking.give_up_at = document.get<Timestamp>("give_up_at");
    booking.hold_until = document.get<Timestamp>("hold_until");
    booking.ever_confirmed = document.get<bool>("ever_confirmed");
    booking.traceparent = document.get<std::string>("traceparent");
    booking.sell_rev = number(document, "sell_rev");
    booking.todo = read_todo(document.get<View>("todo"));
    booking.outbox = read_each(document.get<View>("outbox"), read_outbox_entry);
    booking.due = document.find<Timestamp>("due");
    booking.keyed = document.get<bool>("keyed");
}

}  // namespace

std::vector<std::string_view> words_of(Todo todo) {
    std::vector<std::string_view> words;
    for (const auto& [step, word] : step_words)
        if (todo.has(step)) words.push_back(word);
    return words;
}

void append_content(Document& document, const Booking& booking) {
    append_state(document, booking);
    document.append("contact", document_of(booking.contact)).append("event", document_of(booking.event));
    append_money(document, booking);
    append_work(document, booking);
}

Booking read_booking(View document) {
    Booking booking;
    read_state(booking, document);
    read_money(booking, document);
    read_work(booking, document);
    return booking;
}

Document answer_of(const KeptAnswer& answer) {
    return {{"status", answer.status}, {"body", answer.body}, {"location", answer.location}};
}

std::optional<KeptAnswer> read_answer(View booking) {
    const auto answer = booking.find<View>("answer");
    if (!answer) return std::nullopt;
    return KeptAnswer{.status = number(*answer, "status"),
                      .body = answer->get<std::string>("body"),
                      .location = answer->get<std::string>("location")};
}

std::string text_of(const Digest& digest) {
    std::string text;
    append_hexadecimal(text, digest);
    return text;
}

BookingStore::Key read_key(View document) {
    BookingStore::Key key{.fingerprint = {}, .booking_id = document.get<BookingId>("booking_id")};
    if (!parse_hexadecimal(document.get<std::string_view>("fingerprint"), key.fingerprint))
        throw std::runtime_error("a key's fingerprint is not 64 hexadecimal digits");
    return key;
}

}  // namespace boxoffice::booking::documents

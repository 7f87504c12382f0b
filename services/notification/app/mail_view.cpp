#include "services/notification/app/mail_view.hpp"

#include "platform/id/reference.hpp"
#include "platform/id/uuid.hpp"
#include "services/notification/domain/wording.hpp"

namespace boxoffice::notification {

namespace {

using kainjow::mustache::data;

// Line breaks in a name would break the plain text's layout.
std::string one_line(std::string text) {
    std::ranges::replace_if(text, [](unsigned char c) { return c < ' ' || c == 0x7F; }, ' ');
    return text;
}

data event_view(const EventDetails& event) {
    const auto block = date_block(event);
    data view;
    view.set("name", one_line(event.name));
    view.set("when", when(event));
    view.set("date", day(event));
    view.set("weekday", block.weekday);
    view.set("day", block.day);
    view.set("month", block.month);
    if (const auto place = one_line(where(event)); !place.empty()) view.set("where", place);
    return view;
}

struct Fact {
    std::string_view label;
    std::string value;
};

std::string_view status_words(MessageKind kind) {
    switch (kind) {
        case MessageKind::confirmed: return "Confirmed";
        case MessageKind::changed: return "Confirmed, changed";
        case MessageKind::cancelled: return "Cancelled";
        case MessageKind::refunded: return "Refunded";
    }
    std::unreachable();
}

bool has_ended(const Message& message) {
    return message.kind == MessageKind::cancelled || message.kind == MessageKind::refunded;
}

std::vector<Fact> facts_of(const Message& message) {
    const auto currency = message.currency.value_or("");
    std::vector<Fact> facts{{"Status", std::string(status_words(message.kind))}};
    if (message.tickets) facts.push_back({"Tickets", std::to_string(*message.tickets)});
    if (message.amount.value_or(0) > 0) facts.push_back({"Paid", money(*message.amount, currency)});
    if (message.refunded > 0) facts.push_back({"Refund", money(message.refunded, currency)});
    return facts;
}

data facts_view(const Message& message) {
    data list(data::type::list);
    for (const auto& [label, value] : facts_of(message)) {
        data fact;
        fact.set("label", std::string(label));
        fact.set("value", value);
        fact.set("line", fmt::format("{:<11}{}", label, value));
        list.push_back(fact);
    }
    return list;
}

void set_money(data& view, const Message& message) {
    if (message.amount == 0) view.set("free", true);
    if (message.refunded > 0)
        view.set("refund", money(message.refunded, message.currency.value_or("")));
    else if (message.kind == MessageKind::cancelled && message.amount.value_or(0) > 0)
        view.set("refund_follows", true);
}

}  // namespace

data mail_view(const Message& message, const std::string& public_url) {
    data view;
    view.set(boost::describe::enum_to_string(message.kind, ""), true);
    view.set(has_ended(message) ? "ended" : "standing", true);
    if (message.user_name && !message.user_name->empty()) view.set("user_name", one_line(*message.user_name));
    if (message.event) view.set("event", event_view(*message.event));
    if (message.tickets) {
        view.set("tickets", tickets(*message.tickets));
        view.set("tickets_are", tickets(*message.tickets) + (*message.tickets == 1 ? " is" : " are"));
    }
    view.set("facts", facts_view(message));
    set_money(view, message);
    view.set("reference", Uuid::parse(message.booking_id) ? reference(message.booking_id) : message.booking_id);
    view.set("link", public_url + "/bookings/" + message.booking_id);
    view.set("home", public_url);
    return view;
}

}  // namespace boxoffice::notification

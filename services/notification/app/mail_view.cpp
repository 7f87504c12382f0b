#include "services/notification/app/mail_view.hpp"

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

void set_money(data& view, const Message& message) {
    const auto currency = message.currency.value_or("");
    if (message.amount && *message.amount > 0) {
        view.set("paid", money(*message.amount, currency));
        view.set("paid_label", message.kind == MessageKind::confirmed || message.kind == MessageKind::changed
                                   ? "Paid"
                                   : "You had paid");
    }
    if (message.amount && *message.amount == 0) view.set("free", true);
    if (message.refunded > 0) view.set("refund", money(message.refunded, currency));
}

}  // namespace

data mail_view(const Message& message, const std::string& public_url) {
    data view;
    view.set(boost::describe::enum_to_string(message.kind, ""), true);
    const bool ended = message.kind == MessageKind::cancelled || message.kind == MessageKind::refunded;
    view.set(ended ? "ended" : "standing", true);
    if (message.user_name && !message.user_name->empty()) view.set("user_name", one_line(*message.user_name));
    if (message.event) view.set("event", event_view(*message.event));
    if (message.tickets) {
        view.set("tickets", tickets(*message.tickets));
        view.set("ticket_count", std::to_string(*message.tickets));
        view.set("tickets_are", tickets(*message.tickets) + (*message.tickets == 1 ? " is" : " are"));
    }
    set_money(view, message);
    view.set("reference", message.booking_id);
    view.set("link", public_url + "/bookings/" + message.booking_id);
    view.set("home", public_url);
    return view;
}

}  // namespace boxoffice::notification

#include "services/notification/app/mail_composer.hpp"

#include "generated/notification_app_templates.hpp"
#include "platform/guilloche/guilloche.hpp"
#include "services/notification/app/mail_view.hpp"
#include "services/notification/app/mime.hpp"
#include "services/notification/ports/message_json.hpp"

#include <stdexcept>

namespace boxoffice::notification {

namespace {

using kainjow::mustache::mustache;

// In CSS pixels, as the template says; a picture has twice as many for fine screens.
constexpr int guilloche_width = 62;
constexpr int guilloche_height = 26;

// Parsed once a thread: rendering touches the object.
mustache& parsed(const char* name) {
    thread_local std::map<std::string_view, mustache> all;
    const auto found = all.find(name);
    if (found != all.end()) return found->second;
    mustache made{std::string(templates(name))};
    if (!made.is_valid()) throw std::runtime_error(std::string(name) + ": " + made.error_message());
    return all.emplace(name, std::move(made)).first->second;
}

std::string render(const char* name, const kainjow::mustache::data& view) { return parsed(name).render(view); }

// Sections that say nothing leave their line behind: no more than one blank line stays, and none at the ends.
std::string squeezed(const std::string& text) {
    std::string out;
    int breaks = 2;
    for (const char c : text) {
        breaks = c == '\n' ? breaks + 1 : 0;
        if (breaks <= 2) out += c;
    }
    while (out.ends_with("\n\n")) out.pop_back();
    return out;
}

std::string without_newline_at_end(std::string text) {
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
}

// Between what the pages print in on light and on dark paper: mail readers choose either.
constexpr std::array<std::uint32_t, guilloche_inks> inks{0x57947c, 0xb38448, 0x6a7cc6, 0xb65f8f,
                                                         0x91a146, 0x4d9daf, 0x9970c1, 0xbd7a64};

// Many mails of one event come one behind the other.
const std::string& guilloche_of(const std::string& event_id) {
    thread_local std::string last_id;
    thread_local std::string last_png;
    if (last_png.empty() || last_id != event_id) {
        last_png = guilloche_png(event_id, 2 * guilloche_width, 2 * guilloche_height, inks[guilloche_ink(event_id)]);
        last_id = event_id;
    }
    return last_png;
}

std::optional<mime::Picture> picture_of(const Message& message, std::string content_id) {
    if (!message.event || !message.event_id) return std::nullopt;
    return mime::Picture{std::move(content_id), "guilloche.png", guilloche_of(*message.event_id)};
}

}  // namespace

MailText MailComposer::words(const Message& message, const std::string& picture) const {
    auto view = mail_view(message, public_url_);
    if (!picture.empty()) view.set("picture", "cid:" + picture);
    return {without_newline_at_end(render("subject.mustache", view)), squeezed(render("mail.txt.mustache", view)),
            render("mail.html.mustache", view)};
}

std::string MailComposer::compose(const Notification& notification) const {
    const auto message = read_message(*notification.body);
    if (!message) throw std::runtime_error("the stored message is damaged: " + message.error());
    const auto id = notification.id.text();
    const auto picture = picture_of(*message, id + ".guilloche@" + from_.domain());
    const auto text = words(*message, picture ? picture->content_id : "");
    return mime::header("Date", mime::date(notification.created_at)) +
           mime::header("From", mime::mailbox(from_.name, from_.address)) +
           mime::header("To", mime::mailbox(message->user_name.value_or(""), notification.recipient)) +
           mime::header("Message-ID", "<" + id + "@" + from_.domain() + ">") +
           mime::header("Subject", mime::header_text(text.subject)) +
           mime::header("X-Boxoffice-Booking", mime::header_text(notification.booking_id)) +
           mime::header("X-Boxoffice-Status", mime::header_text(notification.booking_status)) +
           mime::header("Auto-Submitted", "auto-generated") +
           mime::alternatives("=_" + id, text.plain, text.html, picture);
}

}  // namespace boxoffice::notification

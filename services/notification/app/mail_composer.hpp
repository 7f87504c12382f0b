#pragma once

#include "services/notification/domain/address.hpp"
#include "services/notification/domain/notification.hpp"

#include <string>

namespace boxoffice::notification {

/// The words of a mail before they are put into MIME.
struct MailText {
    std::string subject;
    std::string plain;
    std::string html;
};

/// Writes mails from app/templates: multipart/alternative, plain text first. Pure, and safe from any thread: the same
/// notification gives the same bytes however often it is sent.
class MailComposer {
public:
    /// `public_url` is what links begin with, without a slash at the end.
    MailComposer(Mailbox from, std::string public_url) : from_(std::move(from)), public_url_(std::move(public_url)) {}

    /// The whole mail (RFC 5322). Throws std::runtime_error when the stored body is not a message.
    std::string compose(const Notification& notification) const;
    /// Only its words; `picture` is what the HTML part calls the event's guilloche, if it is to show one.
    MailText words(const Message& message, const std::string& picture = {}) const;
    /// The address that the envelope names.
    const std::string& sender() const { return from_.address; }

private:
    Mailbox from_;
    std::string public_url_;
};

}  // namespace boxoffice::notification

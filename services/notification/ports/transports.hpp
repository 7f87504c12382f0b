#pragma once

#include "platform/async/task.hpp"
#include "services/notification/domain/notification.hpp"

#include <functional>
#include <string>
#include <vector>

namespace boxoffice::notification {

/// What became of one message that was handed over.
struct Delivery {
    enum class Verdict {
        delivered,  ///< taken: from here on it is the carrier's
        postponed,  ///< not now: worth another attempt
        refused     ///< never: this recipient, or this message
    };
    Verdict verdict = Verdict::delivered;
    std::string error = {};  ///< in words, without secrets
};

/// What a carrier digests well.
struct Capacity {
    std::size_t calls_at_once = 1;  ///< calls of `send` under way at the same time
    std::size_t batch_max = 100;    ///< messages in one call
};

struct Mail {
    NotificationId id{};
    std::string sender = {};     ///< address of the envelope
    std::string recipient = {};  ///< address of the envelope; passes is_mail_address
    /// The whole message (RFC 5322), lines ended by CRLF. Pure and dear: call it once, on a thread of your own.
    std::function<std::string()> text = {};
};

/// Sends mails. One delivery a mail, in the same order; trouble is a verdict, not an exception. The same mail may be
/// handed over again after a crash, with the same bytes.
class MailTransport {
public:
    virtual ~MailTransport() = default;
    virtual Capacity capacity() const = 0;
    virtual Task<std::vector<Delivery>> send(std::vector<Mail> mails) = 0;
};

struct Sms {
    NotificationId id{};
    std::string booking_id = {};
    std::string recipient = {};  ///< E.164
    std::string text = {};
};

/// Sends short messages; as MailTransport. The carriers know no idempotency: a crash may send one twice.
class SmsTransport {
public:
    virtual ~SmsTransport() = default;
    virtual Capacity capacity() const = 0;
    virtual Task<std::vector<Delivery>> send(std::vector<Sms> messages) = 0;
};

}  // namespace boxoffice::notification

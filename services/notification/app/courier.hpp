#pragma once

#include "services/notification/app/mail_composer.hpp"
#include "services/notification/app/sms_composer.hpp"
#include "services/notification/ports/transports.hpp"

#include <vector>

namespace boxoffice::notification {

/// How the notifications of one channel are delivered.
class Courier {
public:
    virtual ~Courier() = default;
    virtual Capacity capacity() const = 0;
    /// One delivery a notification, in the same order.
    virtual Task<std::vector<Delivery>> deliver(const std::vector<Notification>& notifications) = 0;
};

class MailCourier final : public Courier {
public:
    /// Both outlive the courier and the mails it hands over.
    MailCourier(MailTransport& transport, const MailComposer& composer) : transport_(transport), composer_(composer) {}
    Capacity capacity() const override { return transport_.capacity(); }
    Task<std::vector<Delivery>> deliver(const std::vector<Notification>& notifications) override;

private:
    MailTransport& transport_;
    const MailComposer& composer_;
};

class SmsCourier final : public Courier {
public:
    SmsCourier(SmsTransport& transport, const SmsComposer& composer) : transport_(transport), composer_(composer) {}
    Capacity capacity() const override { return transport_.capacity(); }
    Task<std::vector<Delivery>> deliver(const std::vector<Notification>& notifications) override;

private:
    SmsTransport& transport_;
    const SmsComposer& composer_;
};

}  // namespace boxoffice::notification

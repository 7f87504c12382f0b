#pragma once

#include "services/notification/ports/transports.hpp"

namespace boxoffice::notification {

/// Delivers nothing and says that it did, without composing a mail: SMTP_URL=null:, for benchmarks.
class NullMailTransport final : public MailTransport {
public:
    Capacity capacity() const override { return {.calls_at_once = 1, .batch_max = 2000}; }
    Task<std::vector<Delivery>> send(std::vector<Mail> mails) override {
        co_return std::vector<Delivery>(mails.size());
    }
};

}  // namespace boxoffice::notification

#pragma once

#include "platform/async/worker_pool.hpp"
#include "platform/config/secret.hpp"
#include "services/notification/ports/transports.hpp"

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <vector>

namespace boxoffice::notification {

/// Where mail is handed over.
struct SmtpSettings {
    /// smtp://user:password@host:port, or smtps://… for TLS from the start; a path is the name that EHLO tells. With
    /// smtp:// and a user, STARTTLS is demanded unless the host is this machine; without a user it is used when
    /// offered. Certificates are verified.
    Secret url;
    std::size_t connections = 4;
    std::chrono::seconds connect_limit{10};
    std::chrono::seconds mail_limit{60};
};

/// Hands mails to an SMTP server (RFC 5321) through libcurl, on threads of its own, over connections that are kept.
/// A 5xx answer to the recipient or the content is `refused`; all else that goes wrong is `postponed`.
class SmtpMailTransport final : public MailTransport {
public:
    /// Throws std::invalid_argument, without naming the password, when the URL is not smtp:// or smtps:// with a host.
    SmtpMailTransport(Loop& loop, SmtpSettings settings);
    /// Aborts what is under way.
    ~SmtpMailTransport() override;

    Capacity capacity() const override { return {.calls_at_once = settings_.connections, .batch_max = 20}; }
    Task<std::vector<Delivery>> send(std::vector<Mail> mails) override;

private:
    class Connection;

    std::vector<Delivery> send_all(const std::vector<Mail>& mails);
    std::unique_ptr<Connection> borrow();
    void give_back(std::unique_ptr<Connection> connection);

    SmtpSettings settings_;
    long use_tls_ = 0;  ///< a CURLUSESSL_ value
    std::atomic<bool> stopping_{false};
    std::mutex idle_mutex_;
    std::vector<std::unique_ptr<Connection>> idle_;
    WorkerPool pool_;
};

}  // namespace boxoffice::notification

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

/// An SMS carrier with Twilio's interface.
struct SmsSettings {
    std::string api_url;  ///< "https://api.twilio.com"
    std::string account;
    Secret token;
    std::string from;  ///< a number, a sender name, or a messaging service ("MG" and 32 hexadecimal digits)
    std::size_t connections = 2;
    std::chrono::seconds connect_limit{10};
    std::chrono::seconds request_limit{30};
};

/// Sends each message by `POST {api_url}/2010-04-01/Accounts/{account}/Messages.json` with basic authentication, on
/// threads of its own. A 400 is `refused` (the number or the text); all else that is not 2xx is `postponed`.
class HttpSmsTransport final : public SmsTransport {
public:
    /// Throws std::invalid_argument unless the URL is http:// or https:// with a host.
    HttpSmsTransport(Loop& loop, SmsSettings settings);
    /// Aborts what is under way.
    ~HttpSmsTransport() override;

    Capacity capacity() const override { return {.calls_at_once = settings_.connections, .batch_max = 10}; }
    Task<std::vector<Delivery>> send(std::vector<Sms> messages) override;

private:
    class Connection;

    std::vector<Delivery> send_all(const std::vector<Sms>& messages);
    std::unique_ptr<Connection> borrow();
    void give_back(std::unique_ptr<Connection> connection);

    SmsSettings settings_;
    std::atomic<bool> stopping_{false};
    std::mutex idle_mutex_;
    std::vector<std::unique_ptr<Connection>> idle_;
    WorkerPool pool_;
};

}  // namespace boxoffice::notification

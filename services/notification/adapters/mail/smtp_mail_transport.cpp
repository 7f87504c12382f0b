#include "services/notification/adapters/mail/smtp_mail_transport.hpp"

#include <curl/curl.h>

#include <sys/socket.h>
#include <cstring>
#include <stdexcept>

namespace boxoffice::notification {

namespace {

struct UrlParts {
    std::string scheme;
    std::string user;
    std::string host;
};

std::string part_of(CURLU* url, CURLUPart part) {
    char* text = nullptr;
    if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return {};
    std::string copy(text);
    curl_free(text);
    return copy;
}

UrlParts parts_of(const std::string& text) {
    const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url(curl_url(), &curl_url_cleanup);
    if (curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) return {};
    return {part_of(url.get(), CURLUPART_SCHEME), part_of(url.get(), CURLUPART_USER),
            part_of(url.get(), CURLUPART_HOST)};
}

bool is_this_machine(const std::string& host) {
    return host == "localhost" || host.starts_with("127.") || host == "[::1]";
}

long tls_for(const UrlParts& url) {
    if (url.scheme == "smtps") return CURLUSESSL_ALL;
    if (is_this_machine(url.host)) return CURLUSESSL_NONE;
    return url.user.empty() ? CURLUSESSL_TRY : CURLUSESSL_ALL;
}

// Refused for good: mailbox or content, not the session (RFC 5321, section 4.2.3; 530 to 538 are about signing in).
bool is_final(long code) { return (code >= 500 && code < 530) || (code >= 540 && code < 600); }

// What one transfer reads and hears.
struct Transfer {
    std::string text;
    std::size_t sent = 0;
    std::string refusal;  // the server's last line that was one
    std::atomic<bool>* stopping = nullptr;
};

std::size_t give_text(char* buffer, std::size_t size, std::size_t count, void* data) {
    auto& transfer = *static_cast<Transfer*>(data);
    const auto length = std::min(size * count, transfer.text.size() - transfer.sent);
    std::memcpy(buffer, transfer.text.data() + transfer.sent, length);
    transfer.sent += length;
    return length;
}

std::size_t hear_line(char* line, std::size_t size, std::size_t count, void* data) {
    const bool is_refusal = size * count > 0 && (line[0] == '4' || line[0] == '5');
    if (!is_refusal) return size * count;
    auto& refusal = static_cast<Transfer*>(data)->refusal;
    refusal.assign(line, std::min<std::size_t>(size * count, 300));
    while (!refusal.empty() && static_cast<unsigned char>(refusal.back()) <= ' ') refusal.pop_back();
    return size * count;
}

int look_whether_to_stop(void* data, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<Transfer*>(data)->stopping->load() ? 1 : 0;
}

}  // namespace

// A curl handle, which keeps its connection open between mails. Of one thread at a time.
class SmtpMailTransport::Connection {
public:
    Connection(const SmtpSettings& settings, long use_tls) : curl_(curl_easy_init()) {
        if (curl_ == nullptr) throw std::bad_alloc();
        set(CURLOPT_URL, settings.url.reveal().c_str());
        set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
        set(CURLOPT_USE_SSL, use_tls);
        set(CURLOPT_CONNECTTIMEOUT, static_cast<long>(settings.connect_limit.count()));
        set(CURLOPT_TIMEOUT, static_cast<long>(settings.mail_limit.count()));
        set(CURLOPT_SERVER_RESPONSE_TIMEOUT, static_cast<long>(settings.mail_limit.count()));
        set(CURLOPT_SASL_IR, 1L);
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_UPLOAD, 1L);
        set(CURLOPT_TCP_KEEPALIVE, 1L);
        set(CURLOPT_ERRORBUFFER, error_);
        set(CURLOPT_READFUNCTION, &give_text);
        set(CURLOPT_HEADERFUNCTION, &hear_line);
        set(CURLOPT_XFERINFOFUNCTION, &look_whether_to_stop);
        set(CURLOPT_NOPROGRESS, 0L);
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    // libcurl says QUIT and waits for the answer; nobody here has time for that.
    ~Connection() {
        curl_socket_t socket = CURL_SOCKET_BAD;
        if (curl_easy_getinfo(curl_, CURLINFO_ACTIVESOCKET, &socket) == CURLE_OK && socket != CURL_SOCKET_BAD)
            ::shutdown(socket, SHUT_RD);
        curl_easy_cleanup(curl_);
    }

    Delivery send(const Mail& mail, std::atomic<bool>& stopping) {
        Transfer transfer{.text = mail.text(), .sent = 0, .refusal = {}, .stopping = &stopping};
        set(CURLOPT_READDATA, &transfer);
        set(CURLOPT_HEADERDATA, &transfer);
        set(CURLOPT_XFERINFODATA, &transfer);
        set(CURLOPT_MAIL_FROM, ("<" + mail.sender + ">").c_str());
        curl_slist* recipients = curl_slist_append(nullptr, ("<" + mail.recipient + ">").c_str());
        set(CURLOPT_MAIL_RCPT, recipients);
        error_[0] = '\0';
        const auto result = curl_easy_perform(curl_);
        set(CURLOPT_MAIL_RCPT, static_cast<curl_slist*>(nullptr));
        curl_slist_free_all(recipients);
        return delivery_of(result, transfer.refusal);
    }

private:
    template <class Value>
    void set(CURLoption option, Value value) {
        if (curl_easy_setopt(curl_, option, value) != CURLE_OK) throw std::runtime_error("libcurl refuses an option");
    }

    Delivery delivery_of(CURLcode result, const std::string& refusal) {
        if (result == CURLE_OK) return {};
        long code = 0;
        curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &code);
        const bool final = is_final(code) && result != CURLE_LOGIN_DENIED && result != CURLE_ABORTED_BY_CALLBACK &&
                           result != CURLE_OPERATION_TIMEDOUT;
        std::string error = error_[0] != '\0' ? error_ : curl_easy_strerror(result);
        if (!refusal.empty()) error += " (" + refusal + ")";
        return {final ? Delivery::Verdict::refused : Delivery::Verdict::postponed, std::move(error)};
    }

    CURL* curl_;
    char error_[CURL_ERROR_SIZE] = {};
};

SmtpMailTransport::SmtpMailTransport(Loop& loop, SmtpSettings settings)
    : settings_(std::move(settings)), pool_(loop, "mail", settings_.connections, settings_.connections * 2) {
    static const CURLcode initialized = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (initialized != CURLE_OK) throw std::runtime_error("libcurl cannot be used");
    const auto url = parts_of(settings_.url.reveal());
    if ((url.scheme != "smtp" && url.scheme != "smtps") || url.host.empty())
        throw std::invalid_argument("SMTP_URL must be smtp://[user:password@]host[:port], smtps://… or null:");
    use_tls_ = tls_for(url);
}

SmtpMailTransport::~SmtpMailTransport() { stopping_ = true; }

Task<std::vector<Delivery>> SmtpMailTransport::send(std::vector<Mail> mails) {
    const auto count = mails.size();
    auto deliveries = co_await pool_.run([this, mails = std::move(mails)] { return send_all(mails); });
    if (deliveries) co_return std::move(*deliveries);
    co_return std::vector<Delivery>(count, Delivery{Delivery::Verdict::postponed, "too many mails wait to be sent"});
}

std::vector<Delivery> SmtpMailTransport::send_all(const std::vector<Mail>& mails) {
    auto connection = borrow();
    std::vector<Delivery> deliveries;
    deliveries.reserve(mails.size());
    for (const auto& mail : mails) {
        try {
            deliveries.push_back(connection->send(mail, stopping_));
        } catch (const std::exception& fault) {
            deliveries.push_back({Delivery::Verdict::postponed, fault.what()});
        }
    }
    give_back(std::move(connection));
    return deliveries;
}

std::unique_ptr<SmtpMailTransport::Connection> SmtpMailTransport::borrow() {
    {
        const std::scoped_lock lock(idle_mutex_);
        if (!idle_.empty()) {
            auto connection = std::move(idle_.back());
            idle_.pop_back();
            return connection;
        }
    }
    return std::make_unique<Connection>(settings_, use_tls_);
}

void SmtpMailTransport::give_back(std::unique_ptr<Connection> connection) {
    const std::scoped_lock lock(idle_mutex_);
    idle_.push_back(std::move(connection));
}

}  // namespace boxoffice::notification

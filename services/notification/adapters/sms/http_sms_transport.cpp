#include "services/notification/adapters/sms/http_sms_transport.hpp"

#include <curl/curl.h>

#include <boost/json/parse.hpp>
#include <stdexcept>

namespace boxoffice::notification {

namespace {

constexpr std::size_t answer_bytes_max = 64 * 1024;

std::size_t keep_answer(char* data, std::size_t size, std::size_t count, void* out) {
    auto& answer = *static_cast<std::string*>(out);
    if (answer.size() + size * count > answer_bytes_max) return 0;
    answer.append(data, size * count);
    return size * count;
}

int look_whether_to_stop(void* data, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<std::atomic<bool>*>(data)->load() ? 1 : 0;
}

std::string message_in(const std::string& answer) {
    boost::system::error_code error;
    const auto root = boost::json::parse(answer, error);
    if (error || !root.is_object()) return {};
    const auto* message = root.get_object().if_contains("message");
    if (message == nullptr || !message->is_string()) return {};
    return std::string(message->get_string().c_str()).substr(0, 300);
}

Delivery delivery_of(long status, const std::string& answer) {
    if (status >= 200 && status < 300) return {};
    auto error = fmt::format("the SMS carrier answered {}", status);
    if (const auto message = message_in(answer); !message.empty()) error += ": " + message;
    return {status == 400 ? Delivery::Verdict::refused : Delivery::Verdict::postponed, std::move(error)};
}

bool is_web_url(const std::string& text) {
    const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url(curl_url(), &curl_url_cleanup);
    return (text.starts_with("http://") || text.starts_with("https://")) &&
           curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) == CURLUE_OK;
}

}  // namespace

// A curl handle, which keeps its connection open between messages. Of one thread at a time.
class HttpSmsTransport::Connection {
public:
    Connection(const SmsSettings& settings, std::atomic<bool>& stopping)
        : curl_(curl_easy_init()), from_(settings.from) {
        if (curl_ == nullptr) throw std::bad_alloc();
        const auto url = settings.api_url + "/2010-04-01/Accounts/" + escaped(settings.account) + "/Messages.json";
        set(CURLOPT_URL, url.c_str());
        set(CURLOPT_PROTOCOLS_STR, "http,https");
        set(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
        set(CURLOPT_USERNAME, settings.account.c_str());
        set(CURLOPT_PASSWORD, settings.token.reveal().c_str());
        set(CURLOPT_CONNECTTIMEOUT, static_cast<long>(settings.connect_limit.count()));
        set(CURLOPT_TIMEOUT, static_cast<long>(settings.request_limit.count()));
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_USERAGENT, "Boxoffice/" BOXOFFICE_VERSION);
        set(CURLOPT_WRITEFUNCTION, &keep_answer);
        set(CURLOPT_XFERINFOFUNCTION, &look_whether_to_stop);
        set(CURLOPT_XFERINFODATA, &stopping);
        set(CURLOPT_NOPROGRESS, 0L);
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection() { curl_easy_cleanup(curl_); }

    Delivery send(const Sms& sms) {
        const bool by_service = from_.size() == 34 && from_.starts_with("MG");
        const auto form = "To=" + escaped(sms.recipient) + (by_service ? "&MessagingServiceSid=" : "&From=") +
                          escaped(from_) + "&Body=" + escaped(sms.text);
        std::string answer;
        set(CURLOPT_WRITEDATA, &answer);
        set(CURLOPT_POSTFIELDSIZE, static_cast<long>(form.size()));
        set(CURLOPT_POSTFIELDS, form.c_str());
        const auto result = curl_easy_perform(curl_);
        if (result != CURLE_OK) return {Delivery::Verdict::postponed, curl_easy_strerror(result)};
        long status = 0;
        curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &status);
        return delivery_of(status, answer);
    }

private:
    template <class Value>
    void set(CURLoption option, Value value) {
        if (curl_easy_setopt(curl_, option, value) != CURLE_OK) throw std::runtime_error("libcurl refuses an option");
    }

    std::string escaped(const std::string& text) {
        const std::unique_ptr<char, decltype(&curl_free)> out(
            curl_easy_escape(curl_, text.data(), static_cast<int>(text.size())), &curl_free);
        if (out == nullptr) throw std::bad_alloc();
        return out.get();
    }

    CURL* curl_;
    std::string from_;
};

HttpSmsTransport::HttpSmsTransport(Loop& loop, SmsSettings settings)
    : settings_(std::move(settings)), pool_(loop, "sms", settings_.connections, settings_.connections * 2) {
    static const CURLcode initialized = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (initialized != CURLE_OK) throw std::runtime_error("libcurl cannot be used");
    if (!is_web_url(settings_.api_url)) throw std::invalid_argument("SMS_API_URL must be an http:// or https:// URL");
    while (settings_.api_url.ends_with('/')) settings_.api_url.pop_back();
}

HttpSmsTransport::~HttpSmsTransport() { stopping_ = true; }

Task<std::vector<Delivery>> HttpSmsTransport::send(std::vector<Sms> messages) {
    const auto count = messages.size();
    auto deliveries = co_await pool_.run([this, messages = std::move(messages)] { return send_all(messages); });
    if (deliveries) co_return std::move(*deliveries);
    co_return std::vector<Delivery>(count, Delivery{Delivery::Verdict::postponed, "too many messages wait"});
}

std::vector<Delivery> HttpSmsTransport::send_all(const std::vector<Sms>& messages) {
    auto connection = borrow();
    std::vector<Delivery> deliveries;
    deliveries.reserve(messages.size());
    for (const auto& sms : messages) {
        try {
            deliveries.push_back(connection->send(sms));
        } catch (const std::exception& fault) {
            deliveries.push_back({Delivery::Verdict::postponed, fault.what()});
        }
    }
    give_back(std::move(connection));
    return deliveries;
}

std::unique_ptr<HttpSmsTransport::Connection> HttpSmsTransport::borrow() {
    {
        const std::scoped_lock lock(idle_mutex_);
        if (!idle_.empty()) {
            auto connection = std::move(idle_.back());
            idle_.pop_back();
            return connection;
        }
    }
    return std::make_unique<Connection>(settings_, stopping_);
}

void HttpSmsTransport::give_back(std::unique_ptr<Connection> connection) {
    const std::scoped_lock lock(idle_mutex_);
    idle_.push_back(std::move(connection));
}

}  // namespace boxoffice::notification

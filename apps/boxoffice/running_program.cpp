#include "apps/boxoffice/running_program.hpp"

#include "platform/async/clock.hpp"
#include "platform/auth/token.hpp"
#include "platform/id/uuid.hpp"

#include <curl/curl.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <boost/json/parse.hpp>

#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>

namespace boxoffice {

namespace {

constexpr long timeout_seconds = 30;

bool is_locked(const std::filesystem::path& lock_file) {
    const int file = ::open(lock_file.c_str(), O_RDWR | O_CLOEXEC);
    if (file < 0) return false;
    const bool locked = ::flock(file, LOCK_EX | LOCK_NB) != 0;
    ::close(file);
    return locked;
}

std::map<std::string, std::string> read_addresses(const std::filesystem::path& file) {
    std::ifstream stream(file);
    std::map<std::string, std::string> addresses;
    for (std::string word; stream >> word;)
        if (const auto equals = word.find('='); equals != std::string::npos)
            addresses[word.substr(0, equals)] = word.substr(equals + 1);
    return addresses;
}

std::string sign_admin_token(const Configuration& configuration) {
    SystemRandom random;
    UuidSource ids(random);
    const auto now = std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
    const auto key = auth::SigningKey::from_file(
        configuration.user.signing_key_file.value_or(configuration.data_folder + "/signing-key.jwk"));
    const Caller caller{.subject = ids.next(now).text(),
                        .session = ids.next(now).text(),
                        .email = configuration.user.admin_email,
                        .role = Role::admin,
                        .issued_at = now,
                        .expires_at = now + std::chrono::minutes(10)};
    return key.sign(caller, ids.next(now).text());
}

std::size_t append(char* data, std::size_t size, std::size_t count, void* out) {
    static_cast<std::string*>(out)->append(data, size * count);
    return size * count;
}

}  // namespace

std::optional<RunningProgram> RunningProgram::find(const Configuration& configuration) {
    const std::filesystem::path folder(configuration.data_folder);
    if (!is_locked(folder / "lock")) return std::nullopt;
    auto addresses = read_addresses(folder / addresses_file);
    if (addresses.empty())
        throw std::runtime_error("another process uses " + folder.string() + " and does not serve yet");
    return RunningProgram(std::move(addresses), sign_admin_token(configuration));
}

RunningProgram::Reply RunningProgram::call(const std::string& service, const std::string& method,
                                           const std::string& path, const std::string& body) const {
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), &curl_easy_cleanup);
    const std::string url = addresses_.at(service) + path;
    const std::string authorization = "Authorization: Bearer " + token_;
    std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(
        curl_slist_append(curl_slist_append(nullptr, authorization.c_str()), "Content-Type: application/json"),
        &curl_slist_free_all);
    std::string text;
    curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_CUSTOMREQUEST, method.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, timeout_seconds);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, &append);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &text);
    if (!body.empty()) {
        curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
        curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, body.c_str());
    }
    const auto result = curl_easy_perform(curl.get());
    if (result != CURLE_OK)
        throw std::runtime_error("the " + service + " service does not answer: " + curl_easy_strerror(result));
    Reply reply;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &reply.status);
    if (!text.empty()) reply.body = boost::json::parse(text);
    return reply;
}

}  // namespace boxoffice

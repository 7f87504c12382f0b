#include "apps/boxoffice/running_program.hpp"

#include "apps/boxoffice/data_folder.hpp"
#include "apps/boxoffice/deployment.hpp"
#include "platform/async/clock.hpp"
#include "platform/auth/token.hpp"
#include "platform/id/uuid.hpp"

#include <curl/curl.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>

namespace boxoffice {

namespace {

constexpr long timeout_seconds = 30;
constexpr long probe_seconds = 2;

struct Reachability {
    CURLcode result = CURLE_OK;
    RunningProgram::Reply reply;
};

bool is_locked(const std::filesystem::path& lock_file) {
    const int file = ::open(lock_file.c_str(), O_RDWR | O_CLOEXEC);
    if (file < 0) return false;
    const bool locked = ::flock(file, LOCK_EX | LOCK_NB) != 0;
    ::close(file);
    return locked;
}

std::map<Service, std::vector<std::string>> read_addresses(const std::filesystem::path& file) {
    std::ifstream stream(file);
    std::map<Service, std::vector<std::string>> addresses;
    for (std::string word; stream >> word;)
        for (const auto service : all_services)
            if (const auto start = name_of(service) + "="; word.starts_with(start))
                addresses[service] = {word.substr(start.size())};
    return addresses;
}

std::vector<std::string> listed(const std::string& addresses) {
    std::vector<std::string> each;
    std::istringstream stream(addresses);
    for (std::string address; std::getline(stream, address, ',');)
        if (!address.empty()) each.push_back(address);
    return each;
}

std::size_t append(char* data, std::size_t size, std::size_t count, void* out) {
    static_cast<std::string*>(out)->append(data, size * count);
    return size * count;
}

struct Request {
    std::string url;
    std::string method;
    std::string body = {};
    std::string token = {};
    long limit_seconds = timeout_seconds;
};

using Curl = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using HeaderList = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

HeaderList headers_of(const Request& request) {
    auto* list = curl_slist_append(nullptr, "Content-Type: application/json");
    if (!request.token.empty()) list = curl_slist_append(list, ("Authorization: Bearer " + request.token).c_str());
    return {list, &curl_slist_free_all};
}

Reachability send(const Request& request) {
    const Curl curl(curl_easy_init(), &curl_easy_cleanup);
    const auto headers = headers_of(request);
    std::string text;
    curl_easy_setopt(curl.get(), CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_CUSTOMREQUEST, request.method.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, request.limit_seconds);
    curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, &append);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &text);
    if (!request.body.empty()) {
        curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(request.body.size()));
        curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, request.body.c_str());
    }
    Reachability reached{.result = curl_easy_perform(curl.get())};
    if (reached.result != CURLE_OK) return reached;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &reached.reply.status);
    if (!text.empty()) reached.reply.body = boost::json::parse(text);
    return reached;
}

bool is_alive(const std::string& instance) {
    const auto reached = send({.url = instance + "/healthz", .method = "GET", .limit_seconds = probe_seconds});
    return reached.result == CURLE_OK && reached.reply.status == 200;
}

std::string service_token(const Configuration& configuration, const std::string& users) {
    const auto& given = configuration.user.service_secret;
    const auto secret = given.empty() ? read_secret(configuration.data_folder + "/service-secret") : given;
    const boost::json::object credentials{
        {"grant_type", "client_credentials"}, {"client_id", "command-line"}, {"client_secret", secret.reveal()}};
    const auto reached =
        send({.url = users + "/tokens", .method = "POST", .body = boost::json::serialize(credentials)});
    if (reached.result != CURLE_OK || reached.reply.status != 200)
        throw std::runtime_error("the user service at " + users + " does not take BOXOFFICE_SERVICE_SECRET");
    return std::string(reached.reply.body.at("access_token").as_string());
}

}  // namespace

auth::SigningKey command_key(const Configuration& configuration) {
    return auth::SigningKey::from_file_or_new(
        configuration.user.signing_key_file.value_or(configuration.data_folder + "/signing-key.jwk"));
}

std::string sign_admin_token(const Configuration& configuration, const auth::SigningKey& key) {
    SystemRandom random;
    UuidSource ids(random);
    const auto now = std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
    const Caller caller{.subject = ids.next(now).text(),
                        .session = ids.next(now).text(),
                        .email = configuration.user.admin_email,
                        .role = Role::admin,
                        .issued_at = now,
                        .expires_at = now + std::chrono::minutes(60)};
    return key.sign(caller, ids.next(now).text());
}

RunningProgram RunningProgram::find(const Configuration& configuration, const Services& wanted) {
    RunningProgram running;
    if (!names_engines(configuration)) {
        const std::filesystem::path folder(configuration.data_folder);
        if (!is_locked(folder / "lock")) return running;
        running.addresses_ = read_addresses(folder / addresses_file);
        if (running.is_empty())
            throw std::runtime_error("another process uses " + folder.string() + " and does not serve yet");
        running.token_ = sign_admin_token(configuration, command_key(configuration));
        return running;
    }
    for (const auto service : wanted)
        for (const auto& instance : listed(configuration.neighbours.at(service)))
            if (is_alive(instance)) running.addresses_[service].push_back(instance);
    // Without the user service nobody has a token that the others take.
    const auto users = listed(configuration.neighbours.at(Service::user));
    const auto alive = std::ranges::find_if(users, is_alive);
    if (alive == users.end()) running.addresses_.clear();
    if (!running.is_empty()) running.token_ = service_token(configuration, *alive);
    return running;
}

RunningProgram::Reply RunningProgram::call(Service service, const std::string& method, const std::string& path,
                                           const std::string& body) const {
    return ask(instances(service).front(), method, path, body);
}

RunningProgram::Reply RunningProgram::ask(const std::string& instance, const std::string& method,
                                          const std::string& path, const std::string& body) const {
    auto reached = send({.url = instance + path, .method = method, .body = body, .token = token_});
    if (reached.result == CURLE_OK) return std::move(reached.reply);
    throw std::runtime_error(instance + " does not answer: " + curl_easy_strerror(reached.result));
}

}  // namespace boxoffice

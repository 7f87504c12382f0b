#include "platform/amqp/testing/test_broker.hpp"

#include "platform/amqp/confirmations.hpp"

#include <curl/curl.h>
#include <cstdlib>
#include <random>
#include <stdexcept>
#include <thread>

namespace boxoffice::amqp {

namespace {

using namespace std::chrono_literals;

constexpr std::uint16_t drain_prefetch = 500;

std::string from_environment(const char* name) {
    const auto* value = std::getenv(name);
    if (value == nullptr || *value == '\0') throw std::runtime_error(std::string(name) + " is not set");
    return value;
}

std::string random_name() {
    std::random_device random;
    return "test-" + std::to_string(random()) + std::to_string(random());
}

std::size_t ignore(const char*, std::size_t size, std::size_t count, void*) { return size * count; }

}  // namespace

TestBroker::TestBroker()
    : management_(from_environment("RABBITMQ_MANAGEMENT_URL")),
      name_(random_name()),
      address_(Address::parse(from_environment("AMQP_URL"))) {
    ask("PUT", "/api/vhosts/" + name_, "");
    ask("PUT", "/api/users/" + name_, R"({"password": "secret", "tags": ""})");
    ask("PUT", "/api/permissions/" + name_ + "/" + name_, R"({"configure": ".*", "write": ".*", "read": ".*"})");
    address_.virtual_host = address_.user = name_;
    address_.password = Secret("secret");
}

TestBroker::~TestBroker() {
    try {
        ask("DELETE", "/api/vhosts/" + name_, "");
        ask("DELETE", "/api/users/" + name_, "");
    } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch)
        // The stack's next start has an empty folder.
    }
}

void TestBroker::ask(const char* method, const std::string& path, const std::string& body) const {
    const std::unique_ptr<CURL, void (*)(CURL*)> request(curl_easy_init(), curl_easy_cleanup);
    const std::unique_ptr<curl_slist, void (*)(curl_slist*)> headers(
        curl_slist_append(nullptr, "Content-Type: application/json"), curl_slist_free_all);
    curl_easy_setopt(request.get(), CURLOPT_URL, (management_ + path).c_str());
    curl_easy_setopt(request.get(), CURLOPT_CUSTOMREQUEST, method);
    curl_easy_setopt(request.get(), CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(request.get(), CURLOPT_POSTFIELDS, body.c_str());
    curl_easy_setopt(request.get(), CURLOPT_WRITEFUNCTION, ignore);
    curl_easy_setopt(request.get(), CURLOPT_FAILONERROR, 1L);
    curl_easy_setopt(request.get(), CURLOPT_TIMEOUT, 20L);
    if (const auto result = curl_easy_perform(request.get()); result != CURLE_OK)
        throw std::runtime_error(std::string(method) + " " + path + ": " + curl_easy_strerror(result));
}

void TestBroker::drop_connections() const { ask("DELETE", "/api/connections/username/" + name_, ""); }

void TestBroker::limit(const std::string& queue, std::size_t messages_max) const {
    ask("PUT", "/api/policies/" + name_ + "/limit",
        R"({"pattern": "^)" + queue + R"($", "apply-to": "queues", "definition": {"max-length": )" +
            std::to_string(messages_max) + "}}");
}

void TestBroker::remove(const std::string& queue) const { ask("DELETE", "/api/queues/" + name_ + "/" + queue, ""); }

void TestBroker::put(const std::string& queue, const std::vector<Outgoing>& messages) const {
    Connection connection(address_, {.name = "stranger"});
    connection.ask_for_confirmations();
    Confirmations confirmations;
    for (auto message : messages) {
        message.routing_key = queue;
        confirmations.expect(connection.publish("", message), message.message_id);
    }
    while (!confirmations.complete()) {
        const auto happening = connection.next(5s);
        if (!happening) throw std::runtime_error("the broker did not confirm");
        if (const auto* confirmation = std::get_if<Confirmation>(&*happening)) confirmations.hear(*confirmation);
    }
}

std::size_t TestBroker::waiting_in(const std::string& queue) const {
    return Connection(address_, {.name = "observer"}).waiting_in(queue);
}

std::size_t TestBroker::waiting_in(const std::string& queue, std::size_t expected) const {
    Connection connection(address_, {.name = "observer"});
    const auto until = std::chrono::steady_clock::now() + 10s;
    auto found = connection.waiting_in(queue);
    while (found != expected && std::chrono::steady_clock::now() < until) {
        std::this_thread::sleep_for(10ms);
        found = connection.waiting_in(queue);
    }
    return found;
}

std::vector<Delivery> TestBroker::drain(const std::string& queue) const {
    Connection connection(address_, {.name = "drain", .body_max = 4 * 1024 * 1024});
    const auto count = connection.waiting_in(queue);
    std::vector<Delivery> taken;
    if (count > 0) connection.consume(queue, drain_prefetch);
    while (taken.size() < count) {
        auto happening = connection.next(5s);
        if (!happening) break;
        taken.push_back(std::get<Delivery>(std::move(*happening)));
        if (taken.size() % drain_prefetch == 0 || taken.size() == count) connection.acknowledge(taken.back().tag, true);
    }
    return taken;
}

}  // namespace boxoffice::amqp

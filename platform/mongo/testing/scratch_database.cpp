#include "platform/mongo/testing/scratch_database.hpp"

#include "platform/async/run.hpp"
#include "platform/id/uuid.hpp"
#include "platform/mongo/client.hpp"

#include <cstdlib>
#include <iostream>

namespace boxoffice::mongo {

namespace {

std::string random_name() {
    Uuid id;
    SystemRandom().fill(id.bytes);
    return "test_" + id.text().substr(0, 13);
}

std::string with_database(std::string address, const std::string& name) {
    const auto authority = address.find("//") + 2;
    const auto question = address.find('?', authority);
    const auto path = std::min(address.find('/', authority), question);
    const auto query = question == std::string::npos ? "" : address.substr(question);
    return address.substr(0, path) + "/" + name + query;
}

}  // namespace

ScratchDatabase::ScratchDatabase() {
    const char* engine = std::getenv("MONGODB_URI");  // NOLINT(concurrency-mt-unsafe): before any thread
    if (engine == nullptr) throw std::runtime_error("MONGODB_URI is not set: eval \"$(script/stack env)\"");
    address_ = with_database(engine, random_name());
}

ScratchDatabase::~ScratchDatabase() {
    try {
        Loop loop;
        Client client(loop, address(), {.threads = 1, .answer_within = std::chrono::seconds(20)});
        run(loop, client.run([](Database& database) { database.drop(); }));
    } catch (const std::exception& fault) {
        std::cerr << "a test's database stays behind: " << fault.what() << "\n";
    }
}

}  // namespace boxoffice::mongo

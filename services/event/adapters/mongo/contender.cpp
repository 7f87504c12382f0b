#include "services/event/adapters/mongo/contender.hpp"

#include "platform/problem/unavailable.hpp"
#include "services/event/adapters/mongo/collections.hpp"

#include <random>

namespace boxoffice::event {

namespace {

using mongo::Document;
using Duration = std::chrono::steady_clock::duration;

constexpr int losses_taken = 3;
constexpr std::chrono::milliseconds pause_max{5};
constexpr std::chrono::seconds patience{4};

Duration at_random_up_to(Duration limit) {
    static std::minstd_rand generator{std::random_device()()};
    return Duration(std::uniform_int_distribution<Duration::rep>(0, limit.count())(generator));
}

void want(mongo::Database& database, InventoryId id) {
    database.collection(inventories_collection)
        .update_one(Document{{"_id", id}}, Document{{"$set", Document{{"wanted", true}}}});
}

}  // namespace

Task<> Contender::ready() {
    const auto losses = attempts_++;
    if (losses == 0) co_return;
    const auto passed = Clock::now() - since_;
    if (passed > patience) throw Unavailable("MongoDB: other instances write the same inventory all the time");
    timer_.expires_after(at_random_up_to(losses == 1 ? passed : Duration(pause_max)));
    co_await timer_.async_wait(use_task);
    if (losses >= losses_taken) co_await client_.run([id = id_](mongo::Database& database) { want(database, id); });
}

}  // namespace boxoffice::event

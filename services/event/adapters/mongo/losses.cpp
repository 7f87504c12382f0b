#include "services/event/adapters/mongo/losses.hpp"

#include "platform/problem/unavailable.hpp"

#include <random>

namespace boxoffice::event {

namespace {

constexpr int taken_at_once = 2;
constexpr std::chrono::seconds patience{3};

std::chrono::microseconds random_wait() {
    static std::minstd_rand generator{std::random_device()()};
    return std::chrono::microseconds(std::uniform_int_distribution(0, 5000)(generator));
}

}  // namespace

Task<> Losses::wait() {
    if (++count_ <= taken_at_once) co_return;
    if (std::chrono::steady_clock::now() - since_ > patience)
        throw Unavailable("MongoDB: other instances write the same inventory all the time");
    timer_.expires_after(random_wait());
    co_await timer_.async_wait(use_task);
}

}  // namespace boxoffice::event

#pragma once

#include "platform/async/task.hpp"
#include "services/event/domain/inventory.hpp"

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <memory>
#include <string>

namespace boxoffice::event {

/// One inventory's newest state, shared by all streams that follow it. While nothing changes it costs one timer,
/// however many wait. Used on the loop's thread only.
class Watch {
public:
    enum class Wake { changed, quiet };

    /// `quiet_after`: how long a wait lasts while nothing changes.
    Watch(Loop& loop, std::shared_ptr<const Inventory> inventory, std::chrono::milliseconds quiet_after);

    const Inventory& inventory() const { return *inventory_; }
    /// Takes a newer version and wakes all that wait; an older one is ignored.
    void update(std::shared_ptr<const Inventory> inventory);

    /// The newest state as `render` writes it, made once a version. All callers pass the same function.
    std::shared_ptr<const std::string> text(std::string (*render)(const Inventory&));

    /// Waits for a newer version (an earlier one may be passed over), or for `quiet_after` at the most. Throws
    /// boost::system::system_error (operation_aborted) when cancelled.
    Task<Wake> wait();

    /// One that follows, for as long as it lives.
    class Follower {
    public:
        explicit Follower(Watch& watch) : watch_(watch), number_(watch.joined_++) { ++watch_.followers_; }
        Follower(const Follower&) = delete;
        Follower& operator=(const Follower&) = delete;
        ~Follower() { --watch_.followers_; }
        /// How many follow, this one included.
        std::size_t all() const { return watch_.followers_; }
        /// Which one it is, in the order of their coming, from 0.
        std::size_t number() const { return number_; }

    private:
        Watch& watch_;
        std::size_t number_;
    };

private:
    std::size_t joined_ = 0;
    std::size_t followers_ = 0;
    std::shared_ptr<const Inventory> inventory_;
    std::shared_ptr<const std::string> text_;
    std::chrono::milliseconds quiet_after_;
    // Never moved on while somebody waits, but to wake them.
    boost::asio::basic_waitable_timer<std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>,
                                      Executor>
        timer_;
};

}  // namespace boxoffice::event

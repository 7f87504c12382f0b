#pragma once

#include "platform/async/clock.hpp"
#include "platform/async/scope.hpp"
#include "services/event/domain/inventory.hpp"

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <list>
#include <memory>
#include <string>

namespace boxoffice::event {

/// One inventory's newest state, and all who follow it. They are told one after the other by one coroutine, in turns
/// that leave the machine time for others: while nothing changes they cost nothing, and a change costs each of them
/// hardly more than what is sent to him. Used on the loop's thread only.
class Watch : public std::enable_shared_from_this<Watch> {
public:
    /// One who follows, for as long as he lives. He knows the state of the moment at which he came.
    class Follower {
    public:
        explicit Follower(Watch& watch);
        Follower(const Follower&) = delete;
        Follower& operator=(const Follower&) = delete;
        virtual ~Follower();

        /// Waits until the inventory is deleted, or until this is cancelled.
        Task<> end();

    private:
        friend Watch;

        /// Is told the newest state. False where he cannot take it now: he is asked again.
        virtual bool tell_state() = 0;
        /// Nothing has changed for a while.
        virtual void tell_quiet() = 0;

        Watch& watch_;
        std::int64_t known_;
        std::chrono::steady_clock::time_point told_at_;
        std::list<Follower*>::iterator place_;
    };

    /// `quiet_after`: how long nothing changes until the followers are told so. `scope` owns the telling.
    Watch(TaskScope& scope, Clock& clock, std::shared_ptr<const Inventory> inventory,
          std::chrono::milliseconds quiet_after);

    const Inventory& inventory() const { return *inventory_; }
    /// Takes a newer version and tells the followers; an older one is ignored. Each hears the newest within a second as
    /// long as there are no more than 10,000, and of at most 4 a second.
    void update(std::shared_ptr<const Inventory> inventory);

    /// The newest state as `render` writes it, made once a version. All callers pass the same function.
    std::shared_ptr<const std::string> text(std::string (*render)(const Inventory&));

private:
    using Timer = boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                                    boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;

    void join(Follower& follower);
    void leave(Follower& follower);
    bool deleted() const { return inventory_->state == InventoryState::DELETED; }

    static Task<> tell_followers(std::shared_ptr<Watch> watch);
    Task<bool> changes();
    Task<bool> tell_all(bool quiet);
    bool tell_some(std::size_t count, bool quiet);
    bool tell_next(bool quiet);
    Task<> sleep_until(std::chrono::steady_clock::time_point time);

    TaskScope& scope_;
    Clock& clock_;
    std::shared_ptr<const Inventory> inventory_;
    std::shared_ptr<const std::string> text_;
    std::chrono::milliseconds quiet_after_;

    // A ring: next_ is whose turn it is, and who comes has his last.
    std::list<Follower*> followers_;
    std::list<Follower*>::iterator next_ = followers_.end();
    bool telling_ = false;
    Timer changed_;
    Timer ended_;
};

}  // namespace boxoffice::event

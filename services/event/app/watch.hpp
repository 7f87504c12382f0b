#pragma once

#include "platform/async/clock.hpp"
#include "platform/async/scope.hpp"
#include "services/event/domain/inventory.hpp"

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstdint>
#include <list>
#include <memory>
#include <string>

namespace boxoffice::event {

/// One inventory's newest state, and all who follow it. They are told one after the other by one coroutine, in turns
/// that leave the machine time for others: a change costs each of them hardly more than what is sent to him. Owned by
/// std::shared_ptr; used on the loop's thread only.
class Watch : public std::enable_shared_from_this<Watch> {
    using Timer = boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                                    boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;

public:
    /// One who follows, for as long as he lives. He knows the state of the moment at which he came.
    class Follower {
    public:
        explicit Follower(Watch& watch);
        Follower(const Follower&) = delete;
        Follower& operator=(const Follower&) = delete;
        virtual ~Follower();

        /// Waits until the inventory is deleted; a wait that is cancelled just ends.
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
        Timer deleted_;
    };

    /// `quiet_after`: when nothing changes for so long, the followers are told. `scope` owns the telling.
    Watch(TaskScope& scope, Clock& clock, std::shared_ptr<const Inventory> inventory,
          std::chrono::milliseconds quiet_after);

    const Inventory& inventory() const { return *inventory_; }
    /// Takes a newer version and tells the followers; an older one is ignored. Each hears the newest within a second as
    /// long as there are no more than 10,000, and of at most 4 a second.
    void update(std::shared_ptr<const Inventory> inventory);

    /// The newest state as `render` writes it, made once a version. All callers pass the same function.
    std::shared_ptr<const std::string> text(std::string (*render)(const Inventory&));

private:
    struct Round {
        std::chrono::steady_clock::time_point began;
        bool quiet;  ///< who knows all there is to know is told so
    };
    /// Lives as long as the telling, also where that is dropped before it began.
    class Telling;

    void join(Follower& follower);
    void leave(Follower& follower);
    bool deleted() const { return inventory_->state == InventoryState::DELETED; }
    bool has_somebody_to_tell() const { return !followers_.empty() && !deleted(); }

    void begin_telling();
    static Task<> tell_followers(std::unique_ptr<Telling> telling);
    Task<> tell_round_after_round();
    Task<> wait_for_change();
    bool was_quiet();
    Task<bool> tell_all();
    bool tell_next(Round round);
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
    Timer quiet_;  ///< runs out when nothing has changed for long; cancelled by a change
};

}  // namespace boxoffice::event

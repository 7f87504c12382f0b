#pragma once

#include "services/booking/ports/gateway.hpp"
#include "services/booking/ports/inventories.hpp"
#include "services/booking/ports/publisher.hpp"
#include "services/booking/tests/forwarding_store.hpp"

#include <stdexcept>
#include <string>

/// The ports of a process that dies at one of its calls: before it, or when it is done and its answer is lost.
namespace boxoffice::booking::test {

class Life {
public:
    enum class Death { before, answer_lost };

    /// From here, at the call of this number (from 0).
    void ends_at(int call, Death death) {
        call_ = calls_ + call;
        death_ = death;
    }
    bool is_over() const { return is_over_; }
    int calls() const { return calls_; }
    /// The call at which it ended.
    const std::string& ended_at() const { return ended_at_; }

    void must_go_on() const {
        if (is_over_) throw std::runtime_error("the process is dead");
    }

    void begin(const char* call) {
        must_go_on();
        if (calls_++ == call_) {
            doomed_ = true;
            ended_at_ = call;
        }
        if (doomed_ && death_ == Death::before) die();
    }
    void end() {
        must_go_on();
        if (doomed_) die();
    }

private:
    void die() {
        is_over_ = true;
        must_go_on();
    }

    int call_ = -1;
    Death death_ = Death::before;
    int calls_ = 0;
    bool doomed_ = false;
    bool is_over_ = false;
    std::string ended_at_;
};

class MortalStore final : public ForwardingStore {
public:
    MortalStore(BookingStore& store, Life& life) : ForwardingStore(store), life_(life) {}

    Task<std::optional<Key>> insert(Booking booking, std::optional<IdempotencyKey> key) override {
        life_.begin("insert");
        auto known = co_await store_.insert(std::move(booking), key);
        life_.end();
        co_return known;
    }
    Task<bool> decide(Decision decision) override {
        life_.begin("decide");
        const bool holds = co_await store_.decide(std::move(decision));
        life_.end();
        co_return holds;
    }
    Task<bool> note(Booking booking) override {
        life_.begin("note");
        const bool holds = co_await store_.note(std::move(booking));
        life_.end();
        co_return holds;
    }
    Task<> settle(BookingId id, int rev, Todo done) override {
        life_.begin("settle");
        co_await store_.settle(id, rev, done);
        life_.end();
    }
    Task<bool> postpone(BookingId id, int rev, Timestamp due) override {
        life_.must_go_on();
        co_return co_await store_.postpone(id, rev, due);
    }
    Task<KeptAnswer> keep_answer(BookingId id, KeptAnswer answer) override {
        life_.must_go_on();
        co_return co_await store_.keep_answer(id, std::move(answer));
    }

private:
    Life& life_;
};

class MortalInventories final : public Inventories {
public:
    MortalInventories(Inventories& inventories, Life& life) : inventories_(inventories), life_(life) {}

    Task<Answer> apply(Trace trace, Command command) override {
        life_.begin(!command.held.empty() ? "hold" : !command.sold.empty() ? "sell" : "release");
        auto answer = co_await inventories_.apply(trace, std::move(command));
        life_.end();
        co_return answer;
    }
    Task<std::optional<Sale>> look(Trace trace, EventId event_id) override {
        return inventories_.look(trace, event_id);
    }

private:
    Inventories& inventories_;
    Life& life_;
};

class MortalGateway final : public Gateway {
public:
    MortalGateway(Gateway& gateway, Life& life) : gateway_(gateway), life_(life) {}

    Task<Answer> charge(Trace trace, ChargeRequest request) override {
        life_.begin("charge");
        auto answer = co_await gateway_.charge(trace, std::move(request));
        life_.end();
        co_return answer;
    }
    Task<Answer> void_key(Trace trace, std::string key) override {
        life_.begin("void");
        auto answer = co_await gateway_.void_key(trace, std::move(key));
        life_.end();
        co_return answer;
    }
    Task<bool> refund(Trace trace, PaymentId payment_id, std::int64_t amount, std::string key) override {
        life_.begin("refund");
        const bool taken = co_await gateway_.refund(trace, payment_id, amount, std::move(key));
        life_.end();
        co_return taken;
    }
    Task<std::vector<Payment>> approved_since(std::int64_t sequence, std::size_t most) override {
        return gateway_.approved_since(sequence, most);
    }

private:
    Gateway& gateway_;
    Life& life_;
};

class MortalPublisher final : public Publisher {
public:
    MortalPublisher(Publisher& publisher, Life& life) : publisher_(publisher), life_(life) {}

    Task<> publish(std::vector<Message> messages) override {
        life_.begin("publish");
        co_await publisher_.publish(std::move(messages));
        life_.end();
    }

private:
    Publisher& publisher_;
    Life& life_;
};

}  // namespace boxoffice::booking::test

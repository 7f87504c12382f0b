#pragma once

#include "services/booking/tests/forwarding_store.hpp"

#include <functional>

namespace boxoffice::booking::test {

/// A store in whose calls other instances come between, once each.
class InterruptedStore final : public ForwardingStore {
public:
    using ForwardingStore::ForwardingStore;

    std::function<Task<std::optional<Key>>()> before_insert;
    std::function<Task<bool>()> after_find;
    std::optional<Key> known;  ///< what the first keyed insert finds
    std::vector<Timestamp> postponed_to;

    Task<std::optional<Key>> insert(Booking booking, std::optional<IdempotencyKey> key) override {
        if (key && known) co_return std::exchange(known, std::nullopt);
        if (auto interrupt = std::exchange(before_insert, nullptr)) co_await interrupt();
        co_return co_await store_.insert(std::move(booking), key);
    }
    Task<std::optional<Booking>> find(BookingId id) override {
        auto found = co_await store_.find(id);
        if (auto interrupt = std::exchange(after_find, nullptr)) co_await interrupt();
        co_return found;
    }
    Task<bool> postpone(BookingId id, int rev, Timestamp due) override {
        postponed_to.push_back(due);
        return store_.postpone(id, rev, due);
    }
};

}  // namespace boxoffice::booking::test

#pragma once

#include <cassert>
#include <list>
#include <unordered_map>
#include <utility>

namespace boxoffice::event {

/// A map with a bound: what was not used for longest goes first. Used on the loop's thread only.
template <class Key, class Value>
class RecentlyUsed {
public:
    explicit RecentlyUsed(std::size_t size_max) : size_max_(size_max) { assert(size_max > 0); }

    /// Null when it is not there; good until the next call of `put` or `erase`.
    Value* find(const Key& key) {
        const auto found = places_.find(key);
        if (found == places_.end()) return nullptr;
        entries_.splice(entries_.begin(), entries_, found->second);
        return &found->second->second;
    }

    Value& put(const Key& key, Value value) {
        if (auto* known = find(key)) return *known = std::move(value);
        if (entries_.size() >= size_max_) {
            places_.erase(entries_.back().first);
            entries_.pop_back();
        }
        entries_.emplace_front(key, std::move(value));
        places_.emplace(key, entries_.begin());
        return entries_.front().second;
    }

    void erase(const Key& key) {
        const auto found = places_.find(key);
        if (found == places_.end()) return;
        entries_.erase(found->second);
        places_.erase(found);
    }

    std::size_t size() const { return entries_.size(); }

private:
    using Entries = std::list<std::pair<Key, Value>>;

    std::size_t size_max_;
    Entries entries_;
    std::unordered_map<Key, typename Entries::iterator> places_;
};

}  // namespace boxoffice::event

#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace boxoffice::model {

/// What leads from a state to the next. A fault (a crash, silence, a late message, a new wish) may happen; nobody may
/// need it to come to an end.
enum class Kind { progress, fault };

/// Hears of every step that a state allows.
template <class State>
class Steps {
public:
    virtual ~Steps() = default;
    /// `who` and `what` name the step in a trace; they must outlive the call only.
    virtual void add(const State& next, std::string_view who, std::string_view what, Kind kind) = 0;
};

/// What became of an exploration.
struct Findings {
    std::uint64_t states = 0;
    std::uint64_t steps = 0;
    bool complete = true;            ///< false: the limit was reached
    std::string violation;           ///< empty: every rule holds in every state
    std::vector<std::string> trace;  ///< the shortest way to the violation, one line a step
    bool holds() const { return violation.empty() && complete; }
};

namespace detail {

/// States by number, in blocks that do not move; found again by their bytes.
template <class State>
class Seen {
    static_assert(std::has_unique_object_representations_v<State>, "equal states have equal bytes");

public:
    std::uint32_t size() const { return size_; }
    const State& at(std::uint32_t number) const { return blocks_[number / block][number % block]; }
    std::uint32_t parent(std::uint32_t number) const { return parents_[number]; }

    /// The number of this state, which is a new one when it was not known.
    std::uint32_t number_of(const State& state, std::uint32_t parent) {
        if (2 * std::uint64_t{size_} >= slots_.size()) grow();
        auto slot = hash(state) & (slots_.size() - 1);
        for (; slots_[slot] != none; slot = (slot + 1) & (slots_.size() - 1))
            if (std::memcmp(&at(slots_[slot]), &state, sizeof state) == 0) return slots_[slot];
        if (size_ % block == 0) blocks_.push_back(std::make_unique<State[]>(block));
        blocks_[size_ / block][size_ % block] = state;
        parents_.push_back(parent);
        return slots_[slot] = size_++;
    }

    static constexpr std::uint32_t none = 0xffffffffu;

private:
    static constexpr std::uint32_t block = 1 << 14;

    static std::uint64_t hash(const State& state) {
        const auto* bytes = reinterpret_cast<const unsigned char*>(&state);
        std::uint64_t sum = sizeof state;
        for (std::size_t i = 0; i < sizeof state; i += 8) {
            std::uint64_t word = 0;
            std::memcpy(&word, bytes + i, std::min<std::size_t>(8, sizeof state - i));
            sum = (sum ^ word) * 0x9E3779B97F4A7C15ull;
            sum ^= sum >> 32;
        }
        return sum;
    }
    void grow() {
        slots_.assign(slots_.empty() ? 1 << 12 : 2 * slots_.size(), none);
        for (std::uint32_t number = 0; number < size_; ++number) {
            auto slot = hash(at(number)) & (slots_.size() - 1);
            while (slots_[slot] != none) slot = (slot + 1) & (slots_.size() - 1);
            slots_[slot] = number;
        }
    }

    std::vector<std::unique_ptr<State[]>> blocks_;
    std::deque<std::uint32_t> parents_;
    std::vector<std::uint32_t> slots_;
    std::uint32_t size_ = 0;
};

/// The steps of progress, from each state in the order of their numbers; asked the other way round at the end.
class Progress {
public:
    void begin_state() { begins_.push_back(targets_.size()); }
    void add(std::uint32_t target) { targets_.push_back(target); }

    /// Marks what leads to a marked state; `reaches` has an element for each state.
    void spread_backwards(std::vector<std::uint8_t>& reaches) const {
        const auto count = static_cast<std::uint32_t>(begins_.size());
        std::vector<std::uint64_t> places(count + 1);
        for (const auto target : targets_) ++places[target + 1];
        for (std::uint32_t i = 0; i < count; ++i) places[i + 1] += places[i];
        std::vector<std::uint32_t> sources(targets_.size());
        std::vector<std::uint64_t> next(places.begin(), places.end() - 1);
        for (std::uint32_t source = 0; source < count; ++source)
            for (auto i = begins_[source]; i < end_of(source); ++i) sources[next[targets_[i]]++] = source;
        std::vector<std::uint32_t> waiting;
        for (std::uint32_t i = 0; i < count; ++i)
            if (reaches[i] != 0) waiting.push_back(i);
        while (!waiting.empty()) {
            const auto state = waiting.back();
            waiting.pop_back();
            for (auto i = places[state]; i < places[state + 1]; ++i)
                if (std::exchange(reaches[sources[i]], 1) == 0) waiting.push_back(sources[i]);
        }
    }

private:
    std::uint64_t end_of(std::uint32_t source) const {
        return source + 1 < begins_.size() ? begins_[source + 1] : targets_.size();
    }

    std::deque<std::uint64_t> begins_;
    std::deque<std::uint32_t> targets_;
};

}  // namespace detail

/// Walks every state that a model can come into, breadth first, so that the trace of a violation is a shortest one.
///
/// A model has: `State`, bytes without padding; `initial()`; `for_each_step(state, steps)`; `violation(state)`, the rule
/// that is broken there, or empty; `is_at_rest(state)`, where everything has ended well; `describe(state)`.
/// Besides the rules of single states it must hold that from every state one at rest can be reached by progress alone:
/// nothing gets stuck.
template <class Model>
class Explorer {
public:
    using State = typename Model::State;

    Explorer(const Model& model, std::uint64_t states_max) : model_(model), states_max_(states_max) {}

    Findings run() {
        seen_.number_of(model_.initial(), none);
        for (std::uint32_t number = 0; number < seen_.size(); ++number) {
            const State state = seen_.at(number);
            if (const auto broken = model_.violation(state); !broken.empty()) return violated(number, broken);
            if (seen_.size() > states_max_) return limit_reached();
            progress_.begin_state();
            Found found(*this, number);
            model_.for_each_step(state, found);
        }
        return check_that_all_ends();
    }

private:
    static constexpr auto none = detail::Seen<State>::none;

    struct Found final : Steps<State> {
        Found(Explorer& given, std::uint32_t number) : explorer(given), from(number) {}
        void add(const State& next, std::string_view, std::string_view, Kind kind) override {
            const auto to = explorer.seen_.number_of(next, from);
            ++explorer.findings_.steps;
            if (kind == Kind::progress && to != from) explorer.progress_.add(to);
        }
        Explorer& explorer;
        std::uint32_t from;
    };

    /// Names the step that led to a state, by asking its parent for its steps again.
    struct Naming final : Steps<State> {
        explicit Naming(const State& given) : wanted(given) {}
        void add(const State& next, std::string_view who, std::string_view what, Kind kind) override {
            if (!name.empty() || std::memcmp(&next, &wanted, sizeof next) != 0) return;
            name = std::string(who) + ": " + std::string(what) + (kind == Kind::fault ? " !" : "");
        }
        const State& wanted;
        std::string name;
    };

    Findings violated(std::uint32_t number, std::string_view rule) {
        findings_.states = seen_.size();
        findings_.violation = rule;
        for (; seen_.parent(number) != none; number = seen_.parent(number)) {
            Naming naming(seen_.at(number));
            model_.for_each_step(seen_.at(seen_.parent(number)), naming);
            findings_.trace.push_back(naming.name + "\n        " + model_.describe(seen_.at(number)));
        }
        std::ranges::reverse(findings_.trace);
        return findings_;
    }

    Findings limit_reached() {
        findings_.states = seen_.size();
        findings_.complete = false;
        return findings_;
    }

    Findings check_that_all_ends() {
        findings_.states = seen_.size();
        std::vector<std::uint8_t> ends(seen_.size());
        for (std::uint32_t i = 0; i < seen_.size(); ++i) ends[i] = model_.is_at_rest(seen_.at(i)) ? 1 : 0;
        progress_.spread_backwards(ends);
        const auto stuck = std::ranges::find(ends, 0);
        if (stuck == ends.end()) return findings_;
        return violated(static_cast<std::uint32_t>(stuck - ends.begin()), "stuck: from here nothing comes to an end");
    }

    const Model& model_;
    std::uint64_t states_max_;
    detail::Seen<State> seen_;
    detail::Progress progress_;
    Findings findings_;
};

}  // namespace boxoffice::model

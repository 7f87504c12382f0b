#include "tests/simulation/shrink.hpp"

#include <algorithm>

namespace boxoffice::simulation {

namespace {

constexpr int orders_tried = 8;

class Shrinking {
public:
    Shrinking(Plan plan, std::optional<Mutation> planted, int most)
        : plan_(std::move(plan)), planted_(planted), most_(most) {}

    Shrunk result() {
        bool smaller = true;
        while (smaller && histories_ < most_) {
            smaller = without_each(&Plan::disturbances);
            smaller = without_each(&Plan::flows) || smaller;
            smaller = without_details() || smaller;
        }
        tape_ = run(plan_, {.planted = planted_, .recorded = true}, ignored_).tape;
        cut_tape();
        quieten_tape();
        Shrunk shrunk{.plan = plan_, .tape = tape_, .outcome = {}, .histories = histories_};
        shrunk.outcome = run(plan_, {.planted = planted_, .told = true, .tape = tape_}, ignored_);
        return shrunk;
    }

private:
    bool fails(const Plan& plan, const Manner& manner) {
        ++histories_;
        return !run(plan, manner, ignored_).violations.empty();
    }

    /// Takes the candidate if it fails in some order.
    bool take(Plan candidate) {
        for (auto& one : candidate.disturbances)
            if (one.flow >= candidate.flows.size()) one.flow = 0;
        for (int i = 0; i < orders_tried && histories_ < most_; ++i) {
            if (fails(candidate, {.planted = planted_})) {
                plan_ = std::move(candidate);
                return true;
            }
            candidate.order = candidate.order * 31 + 7;
        }
        return false;
    }

    /// In parts that are halved, from all of them to single ones.
    template <class Item>
    bool without_each(std::vector<Item> Plan::* items) {
        bool smaller = false;
        for (auto size = (plan_.*items).size(); size > 0; size /= 2)
            for (std::size_t from = 0; from < (plan_.*items).size() && histories_ < most_;) {
                auto candidate = plan_;
                auto& left = candidate.*items;
                const auto first = left.begin() + static_cast<std::ptrdiff_t>(from);
                left.erase(first, left.begin() + static_cast<std::ptrdiff_t>(std::min(from + size, left.size())));
                if (!candidate.flows.empty() && take(std::move(candidate)))
                    smaller = true;
                else
                    from += size;
            }
        return smaller;
    }

    template <class Item>
    bool without_each_of(std::size_t flow, std::vector<Item> FlowPlan::* items, std::size_t least) {
        bool smaller = false;
        for (std::size_t i = 0; i < (plan_.flows[flow].*items).size();) {
            auto candidate = plan_;
            auto& left = candidate.flows[flow].*items;
            if (left.size() <= least) break;
            left.erase(left.begin() + static_cast<std::ptrdiff_t>(i));
            if (take(std::move(candidate)))
                smaller = true;
            else
                ++i;
        }
        return smaller;
    }

    bool without_details() {
        bool smaller = false;
        for (std::size_t i = 0; i < plan_.flows.size(); ++i) {
            smaller = without_each_of(i, &FlowPlan::acts, 0) || smaller;
            smaller = without_each_of(i, &FlowPlan::requests, 1) || smaller;
        }
        if (plan_.weather.request_lost + plan_.weather.answer_lost + plan_.weather.late + plan_.weather.doubled > 0) {
            auto candidate = plan_;
            candidate.weather = {};
            smaller = take(std::move(candidate)) || smaller;
        }
        return smaller;
    }

    bool take_tape(std::vector<std::uint32_t> candidate) {
        if (!fails(plan_, {.planted = planted_, .tape = candidate})) return false;
        tape_ = std::move(candidate);
        return true;
    }

    void cut_tape() {
        for (auto cut = tape_.size() / 2; cut > 0 && histories_ < most_;) {
            auto candidate = tape_;
            candidate.resize(candidate.size() - std::min(cut, candidate.size()));
            if (!take_tape(std::move(candidate))) cut /= 2;
        }
    }

    void quieten_tape() {
        for (auto size = tape_.size(); size > 0; size /= 2)
            for (std::size_t from = 0; from < tape_.size() && histories_ < most_; from += size) {
                auto candidate = tape_;
                const auto first = candidate.begin() + static_cast<std::ptrdiff_t>(from);
                const auto last = candidate.begin() + static_cast<std::ptrdiff_t>(std::min(from + size, tape_.size()));
                if (std::all_of(first, last, [](auto choice) { return choice == 0; })) continue;
                std::fill(first, last, 0);
                take_tape(std::move(candidate));
            }
    }

    Plan plan_;
    std::optional<Mutation> planted_;
    int most_;
    int histories_ = 0;
    std::vector<std::uint32_t> tape_;
    Coverage ignored_;
};

}  // namespace

Shrunk shrink(Plan failing, std::optional<Mutation> planted, int histories_max) {
    return Shrinking(std::move(failing), planted, histories_max).result();
}

}  // namespace boxoffice::simulation

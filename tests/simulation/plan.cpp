#include "tests/simulation/plan.hpp"

#include <algorithm>

namespace boxoffice::simulation {

namespace {

using namespace std::chrono_literals;

constexpr int buyers = 12;

std::string method_of(Choices& choices) {
    static constexpr const char* rare[] = {"pm_declined", "pm_timeout", "pm_error", "pm_slow", "pm_insufficient_funds"};
    return choices.below(10) < 7 ? "pm_approved" : rare[choices.below(5)];
}

Moment soon(Choices& choices) {
    switch (choices.below(4)) {
        case 0: return Moment(choices.below(5'000));
        case 1: return Moment(choices.below(200'000));
        case 2: return Moment(choices.below(1'000'000));
        default: return Moment(choices.below(20'000'000));
    }
}

FlowPlan::Act act_of(Choices& choices, Moment booked_at) {
    FlowPlan::Act act;
    const auto kind = choices.below(10);
    act.kind = kind < 4   ? FlowPlan::Act::Kind::cancel
               : kind < 9 ? FlowPlan::Act::Kind::change
                          : FlowPlan::Act::Kind::look;
    act.at = booked_at + soon(choices);
    act.tickets = choices.between(1, 5);
    act.method = method_of(choices);
    return act;
}

FlowPlan flow_of(Choices& choices, std::size_t events) {
    FlowPlan flow;
    flow.buyer = static_cast<int>(choices.below(buyers));
    flow.event = choices.below(static_cast<std::uint32_t>(events));
    flow.tickets = choices.between(1, 3);
    flow.method = method_of(choices);
    flow.keyed = choices.below(4) != 3;
    const Moment at(choices.below(choices.below(2) == 0 ? 300'000 : 20'000'000));
    flow.requests.push_back({.at = at});
    while (flow.keyed && choices.below(3) == 2)
        flow.requests.push_back({.at = at + soon(choices), .other_body = choices.below(20) == 19});
    while (choices.below(2) == 1) flow.acts.push_back(act_of(choices, at));
    return flow;
}

EventPlan event_of(Choices& choices) {
    EventPlan event;
    event.capacity = choices.between(4, 40);
    event.price = choices.below(12) == 11 ? 0 : choices.between(1, 5) * 500;
    if (choices.below(4) == 3) event.per_person = choices.between(2, 5);
    if (choices.below(12) == 11) event.starts_in = std::chrono::milliseconds(choices.between(100, 40'000));
    return event;
}

Weather weather_of(Choices& choices) {
    static constexpr Weather kinds[] = {
        {},
        {.request_lost = 50, .answer_lost = 50, .late = 10, .doubled = 50, .slow = 1'000},
        {.request_lost = 200, .answer_lost = 200, .late = 100, .doubled = 300, .slow = 5'000},
        {.request_lost = 600, .answer_lost = 600, .late = 300, .doubled = 600, .slow = 10'000},
    };
    return kinds[choices.below(4)];
}

std::chrono::milliseconds jump_of(Choices& choices) {
    static constexpr std::chrono::milliseconds sizes[] = {100ms, 6s, 40s, 11min, 3h};
    const auto size = sizes[choices.below(5)];
    return choices.below(2) == 1 ? -size : size;
}

// Most last seconds; some longer than a hold, a few for hours.
Moment length_of_silence(Choices& choices) {
    static constexpr Moment lengths[] = {300ms, 3s, 3s, 8s, 8s, 8s, 20s, 40s, 40s, 90s, 11min};
    return choices.below(60) == 59 ? Moment(2h) : lengths[choices.below(11)];
}

void choose_instance(Choices& choices, const Plan& plan, Disturbance& disturbance) {
    const auto which = choices.below(10);
    disturbance.service = which < 5   ? Service::booking
                          : which < 7 ? Service::event
                          : which < 9 ? Service::notification
                                      : Service::payment;
    const std::size_t counts[] = {plan.booking_instances, plan.event_instances, 1, plan.notification_instances};
    disturbance.instance =
        choices.below(static_cast<std::uint32_t>(counts[static_cast<std::size_t>(disturbance.service)]));
}

Place place_of(Choices& choices) {
    static constexpr Place fallible[] = {
        Place::gateway,       Place::gateway,       Place::gateway,     Place::event_service,
        Place::event_service, Place::booking_store, Place::event_store, Place::notification_store,
        Place::broker,        Place::post_office};
    return fallible[choices.below(10)];
}

Disturbance::Kind kind_of(Choices& choices) {
    using enum Disturbance::Kind;
    const auto kind = choices.below(100);
    if (kind < 40) return crash;
    if (kind < 52) return clock_jump;
    if (kind < 70) return silence;
    if (kind < 73) return refunds_refused;
    if (kind < 76) return stray_payment;
    if (kind < 84) return capacity;
    if (kind < 87) return price;
    if (kind < 91) return suspend;
    return kind < 97 ? cancel_event : delete_event;
}

/// Sooner or later; every other time just after somebody has asked for something.
Moment moment_of(Choices& choices, const Plan& plan) {
    const auto& flow = plan.flows[choices.below(static_cast<std::uint32_t>(plan.flows.size()))];
    if (choices.below(2) == 0 || flow.acts.empty()) return soon(choices);
    return flow.acts.front().at + Moment(choices.below(300'000));
}

Disturbance disturbance_of(Choices& choices, const Plan& plan) {
    Disturbance disturbance;
    disturbance.kind = kind_of(choices);
    disturbance.at = moment_of(choices, plan);
    disturbance.lasts = length_of_silence(choices);
    choose_instance(choices, plan, disturbance);
    disturbance.nth_call = 1 + choices.below(choices.below(2) == 0 ? 30 : 300);
    disturbance.place = place_of(choices);
    disturbance.event = choices.below(static_cast<std::uint32_t>(plan.events.size()));
    disturbance.amount = choices.between(1, 40);
    disturbance.jump = jump_of(choices);
    disturbance.flow = choices.below(static_cast<std::uint32_t>(plan.flows.size()));
    if (disturbance.kind == Disturbance::Kind::crash) disturbance.lasts = std::min<Moment>(disturbance.lasts, 40s);
    if (disturbance.place == Place::booking_store || disturbance.place == Place::event_store ||
        disturbance.place == Place::notification_store)
        disturbance.lasts = std::min<Moment>(disturbance.lasts, 8s);
    return disturbance;
}

/// The gateway takes money and falls silent until after the holds have run out, often the event service, too; people
/// lose patience meanwhile.
void lengthen(Choices& choices, Plan& plan) {
    const Moment from(choices.between(200'000, 3'000'000));
    const Moment until = 590s + Moment(choices.below(200'000'000));
    plan.disturbances.push_back({.kind = Disturbance::Kind::silence,
                                 .at = from,
                                 .lasts = choices.below(20) == 19 ? Moment(2h) : until - from,
                                 .place = Place::gateway});
    if (choices.below(4) != 0)
        plan.disturbances.push_back({.kind = Disturbance::Kind::silence,
                                     .at = until - Moment(choices.below(30'000'000)),
                                     .lasts = Moment(choices.below(240'000'000)),
                                     .place = Place::event_service});
    if (choices.below(2) == 1)
        plan.disturbances.push_back(
            {.kind = choices.below(3) == 0 ? Disturbance::Kind::cancel_event : Disturbance::Kind::suspend,
             .at = until - 30s - Moment(choices.below(60'000'000)),
             .lasts = 15min});
    for (auto& flow : plan.flows) {
        if (choices.below(4) != 0) flow.method = "pm_timeout";
        if (choices.below(2) == 1) flow.requests.front().at = Moment(choices.below(150'000));
        for (auto& act : flow.acts)
            if (choices.below(2) == 1) act.at = until + Moment(choices.below(240'000'000)) - 60s;
    }
}

std::string described(const FlowPlan& flow, std::size_t number) {
    auto text = fmt::format("flow {}: buyer {} wants {} of event {} by {}{}", number, flow.buyer, flow.tickets,
                            flow.event, flow.method, flow.keyed ? " under a key" : "");
    for (const auto& request : flow.requests)
        text += fmt::format(", asks at {} ms{}", request.at.count() / 1'000, request.other_body ? " (other body)" : "");
    for (const auto& act : flow.acts) {
        static constexpr const char* verbs[] = {"cancels", "changes", "looks"};
        text += fmt::format(", {} at {} ms", verbs[static_cast<std::size_t>(act.kind)], act.at.count() / 1'000);
        if (act.kind == FlowPlan::Act::Kind::change) text += fmt::format(" to {} by {}", act.tickets, act.method);
    }
    return text;
}

std::string described(const Disturbance& disturbance) {
    using enum Disturbance::Kind;
    const std::string kind = boost::describe::enum_to_string(disturbance.kind, "");
    const auto instance =
        fmt::format("{} {}", boost::describe::enum_to_string(disturbance.service, ""), disturbance.instance);
    const auto at = fmt::format("at {} ms", disturbance.at.count() / 1'000);
    const auto lasts = fmt::format("for {} ms", disturbance.lasts.count() / 1'000);
    switch (disturbance.kind) {
        case crash: return fmt::format("{} of {} at its call {} {}", kind, instance, disturbance.nth_call, lasts);
        case clock_jump: return fmt::format("{} of {} by {} ms {}", kind, instance, disturbance.jump.count(), at);
        case silence:
            return fmt::format("{} of {} {} {}", kind, boost::describe::enum_to_string(disturbance.place, ""), at,
                               lasts);
        case refunds_refused: return fmt::format("{} {} {}", kind, at, lasts);
        case stray_payment: return fmt::format("{} for flow {} {}", kind, disturbance.flow, at);
        case suspend: return fmt::format("{} event {} {} {}", kind, disturbance.event, at, lasts);
        case capacity:
        case price: return fmt::format("{} of event {} to {} {}", kind, disturbance.event, disturbance.amount, at);
        case cancel_event:
        case delete_event: break;
    }
    return fmt::format("{} {} {}", kind, disturbance.event, at);
}

}  // namespace

Moment Plan::calm_from() const {
    Moment calm = 1s;
    for (const auto& flow : flows) {
        for (const auto& request : flow.requests) calm = std::max(calm, request.at);
        for (const auto& act : flow.acts) calm = std::max(calm, act.at);
    }
    for (const auto& disturbance : disturbances) calm = std::max(calm, disturbance.at + disturbance.lasts);
    return calm + 10s;
}

Plan plan_of(std::uint64_t seed) {
    Choices choices(seed * 2 + 1);
    Plan plan{.seed = seed, .order = seed};
    plan.weather = weather_of(choices);
    plan.booking_instances = 2 + choices.below(2);
    plan.event_instances = 2 + choices.below(2);
    plan.notification_instances = 2 + choices.below(2);
    const auto events = 1 + choices.below(3);
    while (plan.events.size() < events) plan.events.push_back(event_of(choices));
    const auto flows = 20 + choices.below(8);
    while (plan.flows.size() < flows) plan.flows.push_back(flow_of(choices, events));
    const auto disturbances = choices.below(9);
    while (plan.disturbances.size() < disturbances) plan.disturbances.push_back(disturbance_of(choices, plan));
    if (choices.below(6) == 5) lengthen(choices, plan);
    return plan;
}

std::string describe(const Plan& plan) {
    auto text = fmt::format(
        "seed {}: {} booking, {} event, {} notification instances; lost requests {}, lost answers "
        "{}, late {}, doubled {} of 10,000\n",
        plan.seed, plan.booking_instances, plan.event_instances, plan.notification_instances, plan.weather.request_lost,
        plan.weather.answer_lost, plan.weather.late, plan.weather.doubled);
    for (std::size_t i = 0; i < plan.events.size(); ++i)
        text += fmt::format("event {}: {} places at {}{}\n", i, plan.events[i].capacity, plan.events[i].price,
                            plan.events[i].per_person ? fmt::format(", {} a person", *plan.events[i].per_person) : "");
    for (std::size_t i = 0; i < plan.flows.size(); ++i) text += described(plan.flows[i], i) + "\n";
    for (const auto& disturbance : plan.disturbances) text += described(disturbance) + "\n";
    return text;
}

}  // namespace boxoffice::simulation

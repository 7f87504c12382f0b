#include "services/booking/tests/forwarding_store.hpp"
#include "services/booking/tests/world.hpp"

#include <gmock/gmock.h>

/// The table of docs/protocol.md, row by row: what is decided in each state on each event, what is left to be done,
/// what is told, and whether an answer is kept. Walked by the real Advance; every decision that reaches the store is
/// looked at.
namespace boxoffice::booking::test {
namespace {

std::string words_of(Todo todo) {
    std::string words;
    const auto add = [&](Step step, const char* word) {
        if (todo.has(step)) words += std::string(words.empty() ? "" : " ") + word;
    };
    add(Step::sell, "sell");
    add(Step::release, "release");
    add(Step::void_, "void");
    add(Step::refund, "refund");
    add(Step::publish, "publish");
    return words;
}

/// "CONFIRMED [sell publish], tells confirmed, answers"
std::string text_of(const BookingStore::Decision& decision) {
    const auto& next = decision.next;
    std::string text = boost::describe::enum_to_string(next.status, "");
    if (next.phase != Phase::SETTLED) text += std::string("/") + boost::describe::enum_to_string(next.phase, "");
    text += " [" + words_of(next.todo) + "]";
    for (const auto& entry : next.outbox)
        if (entry.rev == next.rev) text += std::string(", tells ") + boost::describe::enum_to_string(entry.kind, "");
    if (decision.answer) text += ", answers";
    return text;
}

/// Notes every decision that holds.
class RecordingStore final : public ForwardingStore {
public:
    using ForwardingStore::ForwardingStore;

    Task<bool> decide(Decision decision) override {
        auto text = text_of(decision);
        const bool holds = co_await store_.decide(std::move(decision));
        if (holds) decisions.push_back(std::move(text));
        co_return holds;
    }

    std::vector<std::string> decisions;
};

class ProtocolTable;

struct Row {
    const char* name;
    void (*state)(ProtocolTable&);
    void (*event)(ProtocolTable&);
    std::vector<std::string> decisions;
};

class ProtocolTable : public World, public testing::WithParamInterface<Row> {
protected:
    void TearDown() override {
        land(here);
        World::TearDown();
    }

public:
    // What may happen.
    void carry_on() {
        here.flights.start(the_booking(), false);
        land(here);
    }
    void after(std::chrono::seconds time) {
        clock.time += time;
        carry_on();
    }
    void book() { ASSERT_TRUE(run(loop, here.bookings.book(context(), order(), key(1)))); }
    void cancel() {
        run(loop, here.bookings.cancel(context(), the_booking().id, {}));
        land(here);
    }
    void close_event() {
        inventory.cancelled = true;
        run(loop, here.recovery.close_event(inventory.id));
        run(loop, here.recovery.carry_on_closures());
        land(here);
    }
    void change_to(std::int64_t tickets, std::string method = "pm_approved") {
        run(loop, here.bookings.change(context(), the_booking().id, tickets, std::move(method), {}));
        land(here);
    }
    void sell_out() {
        inventory.capacity = inventory.used();
        inventory.hide_sold_out = true;
    }
    void lose_charge() {
        gateway.lose_answers = true;
        carry_on();
        gateway.lose_answers = false;
    }

    // The states.
    void buying(std::string method = "pm_approved") {
        const auto begun = decision::begin({.id = BookingId{Uuid{{6}}},
                                            .user_id = buyer,
                                            .event_id = inventory.id,
                                            .inventory_id = {inventory.id.value},
                                            .tickets = 1,
                                            .unit_price = inventory.price,
                                            .currency = "EUR",
                                            .payment_method = std::move(method),
                                            .keyed = true},
                                           {}, clock.now());
        run(loop, store.insert(begun, key(1)));
    }
    void released(bool with_money) {
        buying();
        if (with_money) lose_charge();
        gateway.silent = true;
        after(std::chrono::seconds(601));
        gateway.silent = false;
    }
    void retaking() {
        released(true);
        inventory.silent = true;
        carry_on();
        inventory.silent = false;
    }
    void refunding() {
        released(true);
        sell_out();
        gateway.refuses_refunds = true;
        carry_on();
        gateway.refuses_refunds = false;
    }
    void confirmed() {
        buying();
        carry_on();
    }
    void changing(bool with_money) {
        confirmed();
        (with_money ? gateway.lose_answers : gateway.silent) = true;
        change_to(2);
        gateway.lose_answers = gateway.silent = false;
    }
    void cancelled() {
        confirmed();
        gateway.refuses_refunds = true;
        cancel();
        gateway.refuses_refunds = false;
    }

    RecordingStore recorded{store};
    Instance here{loop, clock, recorded, inventory, gateway, publisher};
    using World::gateway;
    using World::inventory;
};

void nothing(ProtocolTable&) {}
void buying(ProtocolTable& table) { table.buying(); }
void buying_and_charged(ProtocolTable& table) {
    table.buying();
    table.lose_charge();
}
void released(ProtocolTable& table) { table.released(false); }
void released_and_charged(ProtocolTable& table) { table.released(true); }
void retaking(ProtocolTable& table) { table.retaking(); }
void refunding(ProtocolTable& table) { table.refunding(); }
void confirmed(ProtocolTable& table) { table.confirmed(); }
void confirmed_for_nothing(ProtocolTable& table) {
    table.inventory.price = 0;
    table.confirmed();
}
void changing(ProtocolTable& table) { table.changing(false); }
void changing_and_charged(ProtocolTable& table) { table.changing(true); }
void cancelled(ProtocolTable& table) { table.cancelled(); }
void rejected(ProtocolTable& table) {
    table.buying("pm_declined");
    table.carry_on();
}

void goes_on(ProtocolTable& table) { table.carry_on(); }
void is_cancelled(ProtocolTable& table) { table.cancel(); }
void event_is_cancelled(ProtocolTable& table) { table.close_event(); }
void sold_out(ProtocolTable& table) {
    table.sell_out();
    table.carry_on();
}
void gateway_is_silent(ProtocolTable& table) {
    table.gateway.silent = true;
    table.carry_on();
}
void inventory_is_silent(ProtocolTable& table) {
    table.inventory.silent = true;
    table.after(std::chrono::seconds(6));
    table.inventory.silent = false;
    table.carry_on();
}
void time_to_give_up(ProtocolTable& table) { table.after(std::chrono::seconds(31)); }
void hold_runs_out(ProtocolTable& table) {
    table.gateway.silent = true;
    table.after(std::chrono::seconds(601));
}
void refund_is_refused(ProtocolTable& table) {
    table.gateway.refuses_refunds = true;
    table.carry_on();
}

const std::vector<Row> buying_rows{
    {"BUYING_hold_refused_alone",
     nothing,
     [](ProtocolTable& table) {
         table.sell_out();
         table.inventory.capacity = 0;
         table.book();
     },
     {"REJECTED [], answers"}},
    {"BUYING_hold_refused",
     buying,
     [](ProtocolTable& table) {
         table.inventory.capacity = 0;
         table.carry_on();
     },
     {"REJECTED [release void], answers"}},
    {"BUYING_approved", buying, goes_on, {"CONFIRMED [sell publish], tells confirmed, answers"}},
    {"BUYING_declined",
     nothing,
     [](ProtocolTable& table) {
         table.buying("pm_declined");
         table.carry_on();
     },
     {"REJECTED [release], answers"}},
    {"BUYING_hold_unanswered", buying, inventory_is_silent, {"REJECTED [release void]"}},
    {"BUYING_gateway_silent", buying, gateway_is_silent, {}},
    {"BUYING_give_up_voided", buying, time_to_give_up, {"REJECTED [release], answers"}},
    {"BUYING_give_up_approved",
     buying_and_charged,
     time_to_give_up,
     {"CONFIRMED [sell publish], tells confirmed, answers"}},
    {"BUYING_hold_runs_out", buying, hold_runs_out, {"PENDING/RELEASED [release]"}},
    {"BUYING_cancelled", buying, is_cancelled, {"PENDING/WITHDRAWN [release]", "REJECTED [], answers"}},
    {"BUYING_cancelled_charged",
     buying_and_charged,
     is_cancelled,
     {"PENDING/WITHDRAWN [release]", "PENDING/REFUNDING [refund]", "REFUNDED [publish], tells refunded, answers"}},
    {"BUYING_event_cancelled", buying, event_is_cancelled, {"PENDING/WITHDRAWN [release]", "REJECTED [], answers"}},
};

const std::vector<Row> released_rows{
    {"RELEASED_approved",
     released_and_charged,
     goes_on,
     {"PENDING/RETAKING []", "CONFIRMED [sell publish], tells confirmed, answers"}},
    {"RELEASED_voided", released, goes_on, {"REJECTED []"}},
    {"RELEASED_gateway_silent", released, gateway_is_silent, {}},
    {"RELEASED_cancelled", released, is_cancelled, {"PENDING/WITHDRAWN [release]", "REJECTED [], answers"}},
    {"RELEASED_cancelled_charged",
     released_and_charged,
     is_cancelled,
     {"PENDING/WITHDRAWN [release]", "PENDING/REFUNDING [refund]", "REFUNDED [publish], tells refunded, answers"}},
    {"RETAKING_hold_refused",
     released_and_charged,
     sold_out,
     {"PENDING/RETAKING []", "PENDING/REFUNDING [release refund]", "REFUNDED [publish], tells refunded, answers"}},
    {"RETAKING_held", retaking, goes_on, {"CONFIRMED [sell publish], tells confirmed, answers"}},
    {"RETAKING_hold_unanswered",
     retaking,
     [](ProtocolTable& table) {
         table.inventory.silent = true;
         table.after(std::chrono::seconds(6));
     },
     {}},
    {"RETAKING_cancelled",
     retaking,
     is_cancelled,
     {"PENDING/WITHDRAWN [release]", "PENDING/REFUNDING [refund]", "REFUNDED [publish], tells refunded, answers"}},
    {"REFUNDING_taken", refunding, goes_on, {"REFUNDED [publish], tells refunded, answers"}},
    {"REFUNDING_refused", refunding, refund_is_refused, {}},
    {"REFUNDING_gateway_silent", refunding, gateway_is_silent, {}},
    {"REFUNDING_cancelled", refunding, is_cancelled, {}},
};

const std::vector<Row> confirmed_rows{
    {"CONFIRMED_cancelled",
     confirmed,
     is_cancelled,
     {"CANCELLED [release refund publish], tells cancelled", "REFUNDED []"}},
    {"CONFIRMED_event_cancelled",
     confirmed,
     event_is_cancelled,
     {"CANCELLED [release refund publish], tells cancelled", "REFUNDED []"}},
    {"CONFIRMED_free_cancelled", confirmed_for_nothing, is_cancelled, {"CANCELLED [release publish], tells cancelled"}},
    {"CONFIRMED_fewer",
     [](ProtocolTable& table) {
         table.confirmed();
         table.change_to(2);
     },
     [](ProtocolTable& table) { table.change_to(1); },
     {"CONFIRMED [sell refund publish], tells changed"}},
    {"CHANGING_approved",
     confirmed,
     [](ProtocolTable& table) { table.change_to(2); },
     {"CONFIRMED/CHANGING []", "CONFIRMED [sell publish], tells changed"}},
    {"CHANGING_hold_refused",
     confirmed,
     [](ProtocolTable& table) {
         table.sell_out();
         table.change_to(2);
     },
     {"CONFIRMED/CHANGING []", "CONFIRMED [sell void]"}},
    {"CHANGING_declined",
     confirmed,
     [](ProtocolTable& table) { table.change_to(2, "pm_declined"); },
     {"CONFIRMED/CHANGING []", "CONFIRMED [sell]"}},
    {"CHANGING_hold_unanswered", changing, inventory_is_silent, {"CONFIRMED [sell void]"}},
    {"CHANGING_hold_unanswered_charged",
     changing_and_charged,
     inventory_is_silent,
     {"CONFIRMED [sell void]", "CONFIRMED [sell refund]"}},
    {"CHANGING_gateway_silent", changing, hold_runs_out, {}},
    {"CHANGING_give_up_voided", changing, time_to_give_up, {"CONFIRMED [sell]"}},
    {"CHANGING_give_up_approved", changing_and_charged, time_to_give_up, {"CONFIRMED [sell publish], tells changed"}},
    {"CHANGING_another_change", changing, [](ProtocolTable& table) { table.change_to(3); }, {}},
    {"CHANGING_cancelled",
     changing,
     is_cancelled,
     {"CANCELLED [release void refund publish], tells cancelled", "REFUNDED []"}},
    {"CHANGING_cancelled_charged",
     changing_and_charged,
     is_cancelled,
     {"CANCELLED [release void refund publish], tells cancelled", "CANCELLED [release refund publish]", "REFUNDED []"}},
};

const std::vector<Row> ended_rows{
    {"CANCELLED_refund_taken", cancelled, goes_on, {"REFUNDED []"}},
    {"CANCELLED_refund_refused", cancelled, refund_is_refused, {}},
    {"CANCELLED_gateway_silent", cancelled, gateway_is_silent, {}},
    {"CANCELLED_cancelled",
     [](ProtocolTable& table) {
         table.inventory.price = 0;
         table.confirmed();
         table.cancel();
     },
     is_cancelled,
     {}},
    {"REJECTED_cancelled", rejected, is_cancelled, {}},
    {"REJECTED_event_cancelled", rejected, event_is_cancelled, {}},
    {"REJECTED_payment_found",
     buying_and_charged,
     inventory_is_silent,
     {"REJECTED [release void]", "REJECTED [release refund]"}},
};

TEST_P(ProtocolTable, row) {
    GetParam().state(*this);
    recorded.decisions.clear();
    GetParam().event(*this);
    EXPECT_THAT(recorded.decisions, testing::ElementsAreArray(GetParam().decisions));
}

std::string name_of_row(const testing::TestParamInfo<Row>& row) { return row.param.name; }

INSTANTIATE_TEST_SUITE_P(Buying, ProtocolTable, testing::ValuesIn(buying_rows), name_of_row);
INSTANTIATE_TEST_SUITE_P(Released, ProtocolTable, testing::ValuesIn(released_rows), name_of_row);
INSTANTIATE_TEST_SUITE_P(Confirmed, ProtocolTable, testing::ValuesIn(confirmed_rows), name_of_row);
INSTANTIATE_TEST_SUITE_P(Ended, ProtocolTable, testing::ValuesIn(ended_rows), name_of_row);

}  // namespace
}  // namespace boxoffice::booking::test

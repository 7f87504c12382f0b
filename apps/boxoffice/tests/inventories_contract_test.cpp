#include "apps/boxoffice/neighbours/booking_inventories.hpp"
#include "apps/boxoffice/tests/reach.hpp"
#include "services/booking/adapters/http/http_inventories.hpp"
#include "services/event/tests/site.hpp"

namespace boxoffice::test {

namespace {

using booking::BookingId;
using booking::Inventories;
using booking::InventoryId;
using Outcome = booking::Inventories::Outcome;
using event::test::to;

/// The event service, and the port by which the booking service commands it.
class InventoriesContract : public event::test::SiteTest, public testing::WithParamInterface<Place> {
protected:
    InventoriesContract() : served_(company.loop, router), reach_(company.loop, [this] { return service_token(); }) {
        if (GetParam() == Place::in_this_process)
            inventories_ = std::make_unique<LocalInventories>(company.inventories, Log());
        else
            inventories_ = std::make_unique<booking::HttpInventories>(booking::HttpInventories::Parts{
                .events = reach_.service("event", served_.address()), .scope = reach_.scope, .clock = reach_.clock});
    }

    std::string service_token() {
        auto caller = event::test::service().caller;
        return token(caller);
    }
    event::EventId create(event::EventDetails details = event::test::sample_event().details) {
        return company.create(std::move(details)).event->id;
    }
    Inventories::Command command(event::EventId event, int booking, std::int64_t number, std::int64_t held,
                                 std::int64_t sold, std::string holder = "ada") const {
        Inventories::Command made{.inventory_id = InventoryId{event.value},
                                  .booking_id = BookingId{event::test::uuid(3, booking)},
                                  .number = number,
                                  .held = {},
                                  .sold = {},
                                  .holder = std::move(holder)};
        if (held > 0) made.held["ga"] = held;
        if (sold > 0) made.sold["ga"] = sold;
        return made;
    }
    Inventories::Command hold(event::EventId event, int booking, std::int64_t tickets) const {
        return command(event, booking, 10, tickets, 0);
    }
    Inventories::Answer apply(Inventories::Command made) {
        return run(company.loop, inventories_->apply(Trace{}, std::move(made)));
    }
    Outcome outcome(Inventories::Command made) { return apply(std::move(made)).outcome; }
    Task<Outcome> applying(Inventories::Command made) {
        co_return (co_await inventories_->apply(Trace{}, std::move(made))).outcome;
    }
    std::optional<Inventories::Sale> look(event::EventId event) {
        return run(company.loop, inventories_->look(Trace{}, booking::EventId{event.value}));
    }
    void edit(event::EventId id, event::EventChanges changes) { ASSERT_TRUE(company.edit(id, std::move(changes))); }

private:
    Served served_;
    Reach reach_;
    std::unique_ptr<Inventories> inventories_;
};

INSTANTIATE_TEST_SUITE_P(Neighbour, InventoriesContract, testing::Values(Place::in_this_process, Place::over_http),
                         name_of);

TEST_P(InventoriesContract, a_hold_is_taken_with_price_and_currency_and_its_repeat_is_the_same) {
    const auto id = create();
    for (int turn = 0; turn < 2; ++turn) {
        const auto answer = apply(hold(id, 1, 2));
        EXPECT_EQ(answer.outcome, Outcome::taken);
        EXPECT_EQ(answer.number, 10);
        EXPECT_EQ(answer.unit_price, 2'500);
        EXPECT_EQ(answer.currency, "EUR");
    }
    EXPECT_EQ(look(id)->available, 8);
}

TEST_P(InventoriesContract, a_repeat_has_the_price_of_the_first_time) {
    const auto id = create();
    apply(hold(id, 1, 1));
    edit(id, {.price = to<std::int64_t>(9'900)});
    EXPECT_EQ(apply(hold(id, 1, 1)).unit_price, 2'500);
    EXPECT_EQ(apply(hold(id, 2, 1)).unit_price, 9'900);
}

TEST_P(InventoriesContract, a_lower_number_is_superseded_and_the_register_says_by_what) {
    const auto id = create();
    apply(command(id, 1, 11, 0, 2));
    const auto answer = apply(hold(id, 1, 2));
    EXPECT_EQ(answer.outcome, Outcome::superseded);
    EXPECT_EQ(answer.number, 11);
    EXPECT_EQ(answer.unit_price, 2'500);
    EXPECT_EQ(answer.currency, "EUR");
    EXPECT_EQ(look(id)->available, 8);
}

TEST_P(InventoriesContract, what_is_not_there_is_sold_out_and_takes_nothing) {
    const auto id = create();
    EXPECT_EQ(outcome(hold(id, 1, 8)), Outcome::taken);
    EXPECT_EQ(outcome(hold(id, 2, 3)), Outcome::sold_out);
    EXPECT_EQ(outcome(hold(id, 3, 2)), Outcome::taken);
    EXPECT_EQ(look(id)->available, 0);
}

TEST_P(InventoriesContract, a_release_is_always_taken) {
    const auto id = create();
    apply(hold(id, 1, 10));
    edit(id, event::test::cancelling());
    EXPECT_EQ(outcome(command(id, 1, 20, 0, 0)), Outcome::taken);
    EXPECT_EQ(outcome(command(id, 2, 20, 0, 0)), Outcome::taken);
    EXPECT_EQ(outcome(command(event::EventId{event::test::uuid(1, 99)}, 3, 20, 0, 0)), Outcome::taken);
}

TEST_P(InventoriesContract, every_refusal_has_its_reason) {
    EXPECT_EQ(outcome(hold(event::EventId{event::test::uuid(1, 99)}, 1, 1)), Outcome::event_not_found);
    const auto cancelled = create();
    edit(cancelled, event::test::cancelling());
    EXPECT_EQ(outcome(hold(cancelled, 1, 1)), Outcome::event_cancelled);
    const auto suspended = create();
    edit(suspended, {.status = to(event::EventStatus::SUSPENDED)});
    EXPECT_EQ(outcome(hold(suspended, 1, 1)), Outcome::sales_suspended);
    auto details = event::test::sample_event().details;
    details.starts_at = company.clock.now() - std::chrono::hours(1);
    EXPECT_EQ(outcome(hold(create(details), 1, 1)), Outcome::not_on_sale);
    details = event::test::sample_event().details;
    details.max_tickets_per_user = 2;
    EXPECT_EQ(outcome(hold(create(details), 1, 3)), Outcome::limit_reached);
}

TEST_P(InventoriesContract, an_event_is_looked_at_as_it_is_on_sale) {
    const auto details = event::test::sample_event().details;
    const auto id = create(details);
    const auto sale = look(id);
    ASSERT_TRUE(sale);
    EXPECT_EQ(sale->inventory_id.value, id.value);
    EXPECT_EQ(sale->organizer_id.text(), event::test::organizer().caller.subject);
    EXPECT_EQ(sale->event->name, details.name);
    EXPECT_EQ(sale->event->starts_at, details.starts_at);
    EXPECT_EQ(sale->event->ends_at, details.ends_at);
    EXPECT_EQ(sale->event->time_zone, details.time_zone);
    EXPECT_EQ(sale->event->all_day, details.all_day);
    EXPECT_EQ(sale->event->venue, details.venue);
    EXPECT_EQ(sale->event->city, details.city);
    EXPECT_EQ(sale->event->country, details.country);
    EXPECT_TRUE(sale->on_sale);
    EXPECT_FALSE(sale->suspended);
    EXPECT_EQ(sale->available, 10);
    EXPECT_EQ(sale->unit_price, 2'500);
    EXPECT_EQ(sale->currency, "EUR");
}

TEST_P(InventoriesContract, what_is_not_on_sale_says_so) {
    const auto suspended = create();
    edit(suspended, {.status = to(event::EventStatus::SUSPENDED)});
    EXPECT_FALSE(look(suspended)->on_sale);
    EXPECT_TRUE(look(suspended)->suspended);
    const auto cancelled = create();
    edit(cancelled, event::test::cancelling());
    EXPECT_FALSE(look(cancelled)->on_sale);
    EXPECT_FALSE(look(cancelled)->suspended);
    const auto deleted = create();
    ASSERT_TRUE(company.answer(company.events.remove(event::test::organizer(), deleted, {})));
    EXPECT_FALSE(look(deleted));
    EXPECT_FALSE(look(event::EventId{event::test::uuid(1, 99)}));
}

TEST_P(InventoriesContract, a_refusal_is_never_an_old_one) {
    const auto id = create();
    apply(hold(id, 1, 10));
    EXPECT_EQ(look(id)->available, 0);
    apply(command(id, 1, 20, 0, 0));
    EXPECT_EQ(look(id)->available, 10);
    edit(id, {.status = to(event::EventStatus::SUSPENDED)});
    const auto other = create();
    edit(other, {.status = to(event::EventStatus::SUSPENDED)});
    EXPECT_FALSE(look(other)->on_sale);
    edit(other, {.status = to(event::EventStatus::PUBLISHED)});
    EXPECT_TRUE(look(other)->on_sale);
}

TEST_P(InventoriesContract, many_at_once_never_take_more_than_there_is) {
    const auto id = create();
    std::vector<std::future<Outcome>> outcomes;
    for (int booking = 0; booking < 30; ++booking)
        outcomes.push_back(start(company.loop, applying(hold(id, booking, 1))));
    std::size_t taken = 0;
    for (auto& one : outcomes) taken += finish(company.loop, one) == Outcome::taken ? 1u : 0u;
    EXPECT_EQ(taken, 10u);
}

}  // namespace
}  // namespace boxoffice::test

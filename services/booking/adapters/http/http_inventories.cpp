#include "services/booking/adapters/http/http_inventories.hpp"

#include "platform/json/write.hpp"
#include "services/booking/adapters/http/answers.hpp"

namespace boxoffice::booking {

namespace {

constexpr std::size_t looked_max = 10'000;

struct CommandBody {
    std::int64_t n = 0;
    std::map<std::string, std::int64_t> held;
    std::map<std::string, std::int64_t> sold;
    std::string holder;
};
BOOST_DESCRIBE_STRUCT(CommandBody, (), (n, held, sold, holder))

struct Register {
    std::int64_t n = 0;
    std::map<std::string, std::int64_t> unit_price;
    std::optional<std::string> currency;
};
BOOST_DESCRIBE_STRUCT(Register, (), (n, unit_price, currency))

struct PoolBody {
    std::int64_t available = 0;
};
BOOST_DESCRIBE_STRUCT(PoolBody, (), (available))

struct TypeBody {
    std::int64_t price = 0;
    std::string currency;
};
BOOST_DESCRIBE_STRUCT(TypeBody, (), (price, currency))

struct InventoryBody {
    InventoryId id;
    PersonId organizer_id;
    std::string state;
    EventSnapshot event;
    std::map<std::string, PoolBody> pools;
    std::map<std::string, TypeBody> types;
};
BOOST_DESCRIBE_STRUCT(InventoryBody, (), (id, organizer_id, state, event, pools, types))

constexpr const char* whole_room = "all";

Inventories::Answer answer_of(Inventories::Outcome outcome, const Register& entry) {
    return {.outcome = outcome,
            .number = entry.n,
            .unit_price = entry.unit_price.empty() ? 0 : entry.unit_price.begin()->second,
            .currency = entry.currency.value_or("")};
}

/// What a problem's code says of a command; nothing when it says nothing of it.
std::optional<Inventories::Outcome> refusal_of(std::string_view code) {
    using Outcome = Inventories::Outcome;
    if (code == "sold_out") return Outcome::sold_out;
    if (code == "sales_closed") return Outcome::not_on_sale;
    if (code == "event_cancelled") return Outcome::event_cancelled;
    if (code == "limit_reached") return Outcome::limit_reached;
    if (code == "sales_suspended") return Outcome::sales_suspended;
    if (code == "inventory_not_found") return Outcome::event_not_found;
    return std::nullopt;
}

std::optional<Inventories::Sale> sale_of(InventoryBody body) {
    if (body.state == "DELETED") return std::nullopt;
    const auto room = body.pools.find(whole_room);
    if (room == body.pools.end()) throw remote::Misunderstood("an inventory without its room");
    Inventories::Sale sale{.inventory_id = body.id,
                           .organizer_id = body.organizer_id,
                           .event = std::move(body.event),
                           .on_sale = body.state == "OPEN",
                           .suspended = body.state == "SUSPENDED",
                           .available = room->second.available,
                           .unit_price = 0,
                           .currency = ""};
    if (!body.types.empty()) {
        sale.unit_price = body.types.begin()->second.price;
        sale.currency = body.types.begin()->second.currency;
    }
    return sale;
}

/// A buyer is turned away by it, which must not come from a memory.
bool refuses(const std::optional<Inventories::Sale>& sale) { return !sale || !sale->on_sale || sale->available == 0; }

}  // namespace

/// What is known of an event, and the question that is under way.
struct HttpInventories::Looked {
    explicit Looked(TaskScope& scope) : flight(scope) {}

    std::optional<Sale> sale;
    Timestamp good_until{};
    remote::SingleFlight<std::optional<Sale>> flight;
};

HttpInventories::HttpInventories(Parts parts) : parts_(parts) {}
HttpInventories::~HttpInventories() = default;

Task<Inventories::Answer> HttpInventories::apply(Trace trace, Command command) {
    remote::Call call{.method = http::Method::put,
                      .target = fmt::format("/internal/inventories/{}/allocations/{}", command.inventory_id.text(),
                                            command.booking_id.text()),
                      .body = json::write(CommandBody{command.number, std::move(command.held), std::move(command.sold),
                                                      std::move(command.holder)}),
                      .trace = trace,
                      .affinity = command.inventory_id.text()};
    if (command.sent_once) call.repeatable = false;
    return or_unanswered(ask(std::move(call)));
}

Task<Inventories::Answer> HttpInventories::ask(remote::Call call) {
    const auto answer = co_await parts_.events.call(std::move(call));
    if (answer.status == 200) co_return answer_of(Outcome::taken, remote::read_answer<Register>(answer.body));
    const auto code = remote::problem_code(answer);
    if (code == "superseded")
        co_return answer_of(Outcome::superseded, remote::read_answer<Register>(answer.body, "register"));
    const auto refusal = refusal_of(code);
    if (!refusal) throw unexpected_answer(parts_.events, answer);
    co_return Answer{.outcome = *refusal, .number = 0, .unit_price = 0, .currency = ""};
}

Task<std::optional<Inventories::Sale>> HttpInventories::look(Trace trace, EventId event_id) {
    const auto known = looked_at(event_id);
    if (parts_.clock.now() < known->good_until) co_return known->sale;
    co_return co_await or_unanswered(
        known->flight.join([this, trace, event_id, known] { return fetch(trace, event_id, known); }));
}

Task<std::optional<Inventories::Sale>> HttpInventories::fetch(Trace trace, EventId event_id,
                                                              std::shared_ptr<Looked> into) {
    const auto asked_at = parts_.clock.now();
    const auto answer = co_await parts_.events.call(
        {.target = "/internal/inventories/" + event_id.text(), .trace = trace, .affinity = event_id.text()});
    into->sale.reset();
    if (answer.status == 200)
        into->sale = sale_of(remote::read_answer<InventoryBody>(answer.body));
    else if (remote::problem_code(answer) != "inventory_not_found")
        throw unexpected_answer(parts_.events, answer);
    into->good_until = refuses(into->sale) ? Timestamp{} : asked_at + parts_.kept_for;
    co_return into->sale;
}

std::shared_ptr<HttpInventories::Looked> HttpInventories::looked_at(EventId event_id) {
    const auto now = parts_.clock.now();
    if (looked_.size() >= looked_max)
        std::erase_if(looked_, [now](const auto& entry) {
            return entry.second->good_until <= now && !entry.second->flight.under_way();
        });
    auto& known = looked_[event_id];
    if (!known) known = std::make_shared<Looked>(parts_.scope);
    return known;
}

}  // namespace boxoffice::booking

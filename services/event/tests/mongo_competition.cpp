#include "services/event/tests/mongo_competition.hpp"

#include "platform/testing/turning.hpp"

namespace boxoffice::event::test {

namespace {

using mongo::Document;

constexpr int commands = 200;
constexpr int commands_a_round = 5;
constexpr std::int64_t places = 50;
constexpr std::int64_t vip_places = 10;

struct Contest {
    explicit Contest(std::size_t instances) {
        for (std::size_t i = 0; i < instances; ++i) stores.push_back(std::make_unique<MongoInstance>(loop, address));
        event.details.capacity = places;
        run(loop, stores[0]->create(event, {}));
        mongo::Client client(loop, address);
        run(loop, client.run([](mongo::Database& database) {
            const Document vip_pool{{"capacity", vip_places}, {"held", 0}, {"sold", 0}};
            const Document vip_type{{"price", 9000}, {"currency", "EUR"}, {"pools", mongo::Array{"all", "vip"}}};
            database.collection(inventories_collection)
                .update_one({}, Document{{"$set", Document{{"pools.vip", vip_pool}, {"types.vip", vip_type}}}});
        }));
    }

    /// Gives the commands to the stores in turn, all at once; the answers in their order.
    std::vector<std::expected<Register, AllocationRefused>> give(std::vector<AllocationCommand> given) {
        std::vector<std::future<RoundResult>> rounds;
        for (std::size_t first = 0; first < given.size(); first += commands_a_round) {
            const auto last = std::min(first + commands_a_round, given.size());
            const std::vector<AllocationCommand> round(given.begin() + static_cast<std::ptrdiff_t>(first),
                                                       given.begin() + static_cast<std::ptrdiff_t>(last));
            auto& store = *stores[turn++ % stores.size()];
            rounds.push_back(start(loop, store.apply_round(inventory_of(event.id), round, now)));
        }
        std::vector<std::expected<Register, AllocationRefused>> outcomes;
        for (auto& round : rounds)
            for (auto& outcome : finish(loop, round).outcomes) outcomes.push_back(std::move(outcome));
        return outcomes;
    }

    Secret address = emptied_database().address();
    Loop loop;
    std::vector<std::unique_ptr<MongoInstance>> stores;
    Event event = sample_event();
    std::size_t turn = 0;
};

bool wants_vip(int booking) { return booking % 4 == 0; }

AllocationCommand wanted(int booking) {
    auto command = hold(booking, 1);
    if (wants_vip(booking)) command.held = {{"vip", 1}};
    return command;
}

AllocationCommand settled(int booking) {
    if (booking % 3 == 0) return release(booking);
    auto command = sell(booking, 1);
    if (wants_vip(booking)) command.sold = {{"vip", 1}};
    return command;
}

}  // namespace

Sale compete(std::size_t instances) {
    Contest contest(instances);
    std::vector<AllocationCommand> holds;
    for (int booking = 0; booking < commands; ++booking) holds.push_back(wanted(booking));
    const auto outcomes = contest.give(holds);
    std::vector<AllocationCommand> settlements;
    Sale sale;
    for (int booking = 0; booking < commands; ++booking) {
        if (!outcomes[static_cast<std::size_t>(booking)]) continue;
        settlements.push_back(settled(booking));
        if (settlements.back().is_release()) continue;
        ++sale.taken;
        if (wants_vip(booking)) ++sale.taken_vip;
    }
    ++contest.turn;
    for (const auto& outcome : contest.give(settlements))
        if (!outcome) ++sale.forgotten;
    sale.sums = run(contest.loop, contest.stores[0]->sums()).at(0);
    return sale;
}

}  // namespace boxoffice::event::test

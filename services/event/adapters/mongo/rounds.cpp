#include "services/event/adapters/mongo/rounds.hpp"

#include "services/event/adapters/mongo/allocations.hpp"

namespace boxoffice::event {

namespace {

// Registers that hold something stay in the document up to this number, most will soon be sold; the rest of open_max is
// room for the next round.
constexpr std::size_t held_open = open_max / 2;
// Fewer are not worth a write of their own.
constexpr std::size_t leaving_min = 8;

using Commands = std::shared_ptr<const std::vector<AllocationCommand>>;

/// What is to be written out: what holds nothing any more, and the oldest of what is too much.
Registers leaving(const Lane& lane) {
    Registers registers;
    const auto& open = lane.known->open;
    auto excess = open.size() > held_open ? open.size() - held_open : 0;
    for (const auto& [booking_id, entry] : open) {
        const bool surplus = excess > 0;
        if (surplus) --excess;
        if (!surplus && !entry.held.empty()) continue;
        const auto written = lane.written.find(booking_id);
        if (written == lane.written.end() || written->second != entry.n) registers.emplace(booking_id, entry);
    }
    return registers;
}

void note_written(const Registers& registers, Lane& lane) {
    for (const auto& [booking_id, entry] : registers) lane.written.insert_or_assign(booking_id, entry.n);
}

auto attempt(mongo::Client& client, InventoryId id, Lane& lane, const Commands& commands, Timestamp now) {
    return client.run([id, commands, now, known = std::exchange(lane.known, nullptr),
                       written = std::exchange(lane.written, {})](mongo::Database& database) {
        return attempt_round(database, id, known, written, *commands, now);
    });
}

}  // namespace

Task<RoundResult> InventoryRounds::apply(InventoryId id, std::vector<AllocationCommand> given, Timestamp now) {
    const auto turn = co_await turns_.take(id);
    const auto commands = std::make_shared<const std::vector<AllocationCommand>>(std::move(given));
    Contender contender(loop_, client_, id);
    for (;;) {
        co_await contender.ready();
        auto result = co_await attempt(client_, id, *turn.lane(), commands, now);
        if (result.lost) continue;
        turn.lane()->known = std::move(result.known);
        start_writing_out(turn.lane());
        co_return std::move(result.result);
    }
}

// Holds on to the lane, not to this: it may end after the store has gone.
void InventoryRounds::start_writing_out(const std::shared_ptr<Lane>& lane) {
    if (lane->known == nullptr || lane->writing_out) return;
    const auto registers = std::make_shared<const Registers>(leaving(*lane));
    if (registers->size() < leaving_min) return;
    lane->writing_out = true;
    const auto id = lane->known->inventory.id;
    client_.start([id, registers](mongo::Database& database) { write_out(database, id, *registers); },
                  Resume<void>([lane, registers](const Outcome<void>& outcome) {
                      lane->writing_out = false;
                      // What failed is still open: it goes with the next round's.
                      if (outcome) note_written(*registers, *lane);
                  }));
}

}  // namespace boxoffice::event

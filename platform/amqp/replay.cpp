#include "platform/amqp/replay.hpp"

#include "platform/amqp/confirmations.hpp"
#include "platform/amqp/connection.hpp"
#include "platform/problem/unavailable.hpp"

namespace boxoffice::amqp {

namespace {

using namespace std::chrono_literals;

constexpr std::uint16_t batch_max = 100;
constexpr std::size_t body_max = 64 * 1024 * 1024;
constexpr auto confirm_limit = 10s;
constexpr auto quiet_limit = 1s;  // another one that replays, or a consumer, took the rest

std::vector<Delivery> take(Connection& dead, std::size_t most) {
    std::vector<Delivery> taken;
    while (taken.size() < most) {
        auto happening = dead.next(quiet_limit);
        if (!happening) break;
        if (auto* delivery = std::get_if<Delivery>(&*happening)) taken.push_back(std::move(*delivery));
    }
    return taken;
}

void wait_for(Connection& live, Confirmations& confirmations) {
    while (!confirmations.complete()) {
        auto happening = live.next(confirm_limit);
        if (!happening) throw Unavailable("RabbitMQ did not confirm in time");
        if (const auto* confirmation = std::get_if<Confirmation>(&*happening)) confirmations.hear(*confirmation);
        if (auto* returned = std::get_if<Returned>(&*happening)) confirmations.hear(std::move(*returned));
    }
}

// The default exchange takes it to the queue alone: others who hear the exchange have had it.
void publish(Connection& live, const std::string& queue, std::vector<Delivery> messages) {
    Confirmations confirmations;
    for (auto& message : messages)
        confirmations.expect(live.publish("", {.routing_key = queue,
                                               .message_id = message.message_id,
                                               .traceparent = std::move(message.traceparent),
                                               .body = std::move(message.body),
                                               .content_type = std::move(message.content_type)}),
                             message.message_id);
    wait_for(live, confirmations);
    for (std::size_t i = 0; i < messages.size(); ++i)
        if (const auto fault = confirmations.fault(i)) throw Unavailable(*fault);
}

}  // namespace

std::size_t replay_dead(const Address& address, const Topology& topology) {
    Connection dead(address, {.name = "replay of dead letters", .body_max = body_max});
    Connection live(address, {.name = "replay of dead letters"});
    live.declare(topology);
    live.ask_for_confirmations();
    const auto count = dead.waiting_in(topology.dead_queue);
    if (count > 0) dead.consume(topology.dead_queue, batch_max);
    std::size_t moved = 0;
    while (moved < count) {
        auto batch = take(dead, std::min<std::size_t>(batch_max, count - moved));
        if (batch.empty()) break;
        const auto size = batch.size();
        const auto last = batch.back().tag;
        publish(live, topology.queue, std::move(batch));
        dead.acknowledge(last, true);
        moved += size;
    }
    return moved;
}

}  // namespace boxoffice::amqp

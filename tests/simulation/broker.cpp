#include "tests/simulation/broker.hpp"

#include "platform/json/write.hpp"
#include "services/booking/ports/unanswered.hpp"
#include "services/notification/ports/message_json.hpp"

namespace boxoffice::simulation {

using notification::DeliveryTag;
using notification::ReceivedMessage;

void Broker::publish(const booking::Message& message) {
    heard_(message);
    const auto body = std::make_shared<const std::string>(json::write(message));
    enqueue(body);
    if (environment_.choices.happens(environment_.weather.doubled)) enqueue(body);
}

// Each takes its own time, so that they overtake each other.
void Broker::enqueue(Body body) {
    ++on_their_way_;
    environment_.schedule.after(environment_.delay(), [this, body = std::move(body)]() mutable {
        --on_their_way_;
        ready_.push_back(std::move(body));
        hand_over();
    });
}

void Broker::receive(Receiver receiver) {
    receivers_.push_back(std::move(receiver));
    environment_.schedule.after(environment_.delay(), [this] { hand_over(); });
}

void Broker::hand_over() {
    if (environment_.silent[static_cast<std::size_t>(Place::broker)]) return;
    std::erase_if(receivers_, [](const Receiver& one) { return one.waiting->process == nullptr; });
    while (!ready_.empty() && !receivers_.empty()) {
        const auto chosen = environment_.choices.below(static_cast<std::uint32_t>(receivers_.size()));
        const auto receiver = std::move(receivers_[chosen]);
        receivers_.erase(receivers_.begin() + chosen);
        while (!ready_.empty() && receiver.received->size() < receiver.most) {
            auto body = std::move(ready_.back());
            ready_.pop_back();
            given_[++last_tag_] = {body, receiver.connection};
            receiver.received->push_back(
                {.tag = last_tag_, .message = notification::read_message(*body).value(), .body = std::move(body)});
        }
        if (environment_.choices.happens(environment_.weather.doubled))
            environment_.schedule.after(environment_.delay(), [this, lost = receiver.connection] { disconnect(lost); });
        Process::settle(receiver.waiting);
    }
}

void Broker::put_back(std::map<DeliveryTag, Given>::iterator given) {
    enqueue(std::move(given->second.body));
    given_.erase(given);
}

void Broker::disconnect(ConnectionId connection) {
    for (auto given = given_.begin(); given != given_.end();) {
        const auto current = given++;
        if (current->second.connection == connection) put_back(current);
    }
}

void Broker::acknowledge(const std::vector<DeliveryTag>& tags) {
    for (const auto tag : tags) given_.erase(tag);
}

void Broker::give_back(const std::vector<DeliveryTag>& tags) {
    for (const auto tag : tags)
        if (const auto given = given_.find(tag); given != given_.end()) put_back(given);
}

Task<> SimulatedPublisher::publish(std::vector<booking::Message> messages) {
    std::string why;
    try {
        co_await process_.ask(Place::broker, [&broker = broker_, messages = std::move(messages)] {
            for (const auto& message : messages) broker.publish(message);
        });
        co_return;
    } catch (const std::exception& fault) {
        why = fault.what();
    }
    throw booking::Unanswered(why);
}

Task<std::vector<ReceivedMessage>> SimulatedSource::receive(std::size_t most) {
    auto received = std::make_shared<std::vector<ReceivedMessage>>();
    co_await process_.wait(
        [this, most, received](const WaitingPtr& waiting) { broker_.receive({connection_, most, waiting, received}); });
    co_return std::move(*received);
}

/// Where the broker does not answer, the connection is taken for lost.
template <class Effect>
Task<> SimulatedSource::settle(Effect effect) {
    try {
        co_return co_await process_.ask(Place::broker, std::move(effect));
    } catch (const std::exception&) {
    }
    process_.environment().schedule.after(process_.environment().delay(),
                                          [&broker = broker_, lost = connection_] { broker.disconnect(lost); });
}

Task<> SimulatedSource::acknowledge(std::vector<DeliveryTag> tags) {
    return settle([&broker = broker_, tags = std::move(tags)] { broker.acknowledge(tags); });
}

Task<> SimulatedSource::give_back(std::vector<DeliveryTag> tags) {
    return settle([&broker = broker_, tags = std::move(tags)] { broker.give_back(tags); });
}

}  // namespace boxoffice::simulation

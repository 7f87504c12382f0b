#include "platform/amqp/confirmations.hpp"

namespace boxoffice::amqp {

void Confirmations::expect(std::uint64_t number, std::string message_id) {
    if (messages_.empty()) first_ = all_settled_below_ = number;
    messages_.push_back({.id = std::move(message_id), .taken = std::nullopt});
    ++open_;
}

void Confirmations::settle(std::uint64_t number, bool taken) {
    if (number < first_ || number - first_ >= messages_.size()) return;
    auto& message = messages_[number - first_];
    if (message.taken) return;
    message.taken = taken;
    --open_;
}

void Confirmations::hear(const Confirmation& confirmation) {
    if (confirmation.and_all_before)
        for (; all_settled_below_ < confirmation.number; ++all_settled_below_)
            settle(all_settled_below_, confirmation.taken);
    settle(confirmation.number, confirmation.taken);
}

std::optional<std::string> Confirmations::fault(std::size_t index) const {
    const auto& message = messages_[index];
    if (const auto returned = returned_.find(message.id); returned != returned_.end())
        return "RabbitMQ: no queue takes it: " + returned->second;
    if (!message.taken.value_or(false)) return "RabbitMQ refused a message";
    return std::nullopt;
}

}  // namespace boxoffice::amqp

#pragma once

#include "services/notification/ports/message_source.hpp"

#include <stdexcept>

namespace boxoffice {

/// For commands, which ask what the notification service knows and leave the messages to those that serve.
class NoMessages final : public notification::MessageSource {
public:
    Task<std::vector<notification::ReceivedMessage>> receive(std::size_t) override {
        throw std::logic_error("a command consumes no messages");
    }
    Task<> acknowledge(std::vector<notification::DeliveryTag>) override { co_return; }
    Task<> give_back(std::vector<notification::DeliveryTag>) override { co_return; }
};

}  // namespace boxoffice

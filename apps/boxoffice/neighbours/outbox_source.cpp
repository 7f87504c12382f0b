#include "apps/boxoffice/neighbours/outbox_source.hpp"

#include "services/notification/ports/message_json.hpp"

namespace boxoffice {

Task<> OutboxSource::publish(std::vector<booking::Message>) {
    fresh_.notify();
    co_return;
}

Task<std::vector<notification::ReceivedMessage>> OutboxSource::receive(std::size_t most) {
    for (;;) {
        auto rows = co_await queue_->rows_after(given_to_, most);
        std::vector<notification::ReceivedMessage> messages;
        for (auto& row : rows) {
            given_to_ = row.sequence;
            auto message = notification::read_message(row.body);
            if (message)
                messages.push_back({.tag = row.sequence,
                                    .message = std::move(*message),
                                    .body = std::make_shared<const std::string>(std::move(row.body))});
            else
                log_.error("a message in the outbox cannot be understood and stays there",
                           {{"sequence", row.sequence}, {"why", message.error()}});
        }
        if (!messages.empty()) co_return messages;
        if (rows.empty()) co_await fresh_.wait();
    }
}

Task<> OutboxSource::acknowledge(std::vector<notification::DeliveryTag> tags) {
    co_await queue_->acknowledge(std::move(tags));
}

// What was acknowledged since is no longer there, so that only these, and what came after them, are given again.
Task<> OutboxSource::give_back(std::vector<notification::DeliveryTag> tags) {
    if (!tags.empty()) given_to_ = std::min(given_to_, std::ranges::min(tags) - 1);
    co_return;
}

}  // namespace boxoffice

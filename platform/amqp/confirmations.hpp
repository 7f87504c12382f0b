#pragma once

#include "platform/amqp/connection.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace boxoffice::amqp {

/// What becomes of the messages of one burst, in the order in which they were sent.
class Confirmations {
public:
    /// The next message of the burst; the numbers of a burst follow each other.
    void expect(std::uint64_t number, std::string message_id);

    void hear(const Confirmation& confirmation);
    void hear(Returned returned) {
        returned_.insert_or_assign(std::move(returned.message_id), std::move(returned.why));
    }

    bool complete() const { return open_ == 0; }
    bool any_returned() const { return !returned_.empty(); }
    /// Why the broker did not take the message (0: the first of the burst); nothing when it did.
    std::optional<std::string> fault(std::size_t index) const;

private:
    struct Message {
        std::string id;
        std::optional<bool> taken;
    };
    void settle(std::uint64_t number, bool taken);

    std::uint64_t first_ = 0;
    std::uint64_t all_settled_below_ = 0;
    std::size_t open_ = 0;
    std::vector<Message> messages_;
    std::unordered_map<std::string, std::string> returned_;  ///< by message id: why
};

}  // namespace boxoffice::amqp

#pragma once

#include <cstdint>
#include <string>

namespace boxoffice::amqp {

/// A message on its way out. It is persistent and mandatory.
struct Outgoing {
    std::string routing_key = {};
    std::string message_id = {};   ///< the same however often it is sent
    std::string traceparent = {};  ///< W3C trace context; empty: none
    std::string body = {};
    std::string content_type = "application/json";
};

/// Names one delivery for as long as the process lives.
using DeliveryTag = std::int64_t;

/// A message that came, and must be acknowledged or given back.
struct Delivery {
    DeliveryTag tag = 0;
    std::string routing_key = {};
    std::string message_id = {};
    std::string traceparent = {};
    std::string content_type = {};
    std::string body = {};         ///< only its beginning when it is `too_large`
    std::uint64_t body_size = 0;   ///< bytes
    bool too_large = false;        ///< larger than was asked for
    std::int64_t returned = 0;     ///< how often it went back to the queue before
    std::string reason_dead = {};  ///< why it was dead-lettered, from `x-first-death-reason`; empty: it was not
};

}  // namespace boxoffice::amqp

#include "platform/amqp/connection.hpp"

#include "platform/guards/guards.hpp"
#include "platform/problem/unavailable.hpp"

#include <amqp.h>
#include <amqp_ssl_socket.h>
#include <amqp_tcp_socket.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <mutex>

namespace boxoffice::amqp {

namespace {

constexpr amqp_channel_t channel = 1;
constexpr int frame_max = 131'072;

amqp_bytes_t bytes_of(std::string_view text) {
    return {.len = text.size(), .bytes = const_cast<char*>(text.data())};  // read only; the library has no const
}

std::string text_of(amqp_bytes_t bytes) { return {static_cast<const char*>(bytes.bytes), bytes.len}; }

timeval timeval_of(std::chrono::milliseconds duration) {
    return {.tv_sec = duration.count() / 1000, .tv_usec = duration.count() % 1000 * 1000};
}

[[noreturn]] void fail(const std::string& doing, const std::string& why) {
    throw Unavailable("RabbitMQ: " + doing + ": " + why);
}

std::string reason_of(const amqp_method_t& method) {
    if (method.id == AMQP_CONNECTION_CLOSE_METHOD)
        return text_of(static_cast<amqp_connection_close_t*>(method.decoded)->reply_text);
    if (method.id == AMQP_CHANNEL_CLOSE_METHOD)
        return text_of(static_cast<amqp_channel_close_t*>(method.decoded)->reply_text);
    return "an unexpected answer";
}

void check(amqp_rpc_reply_t reply, const std::string& doing) {
    if (reply.reply_type == AMQP_RESPONSE_NORMAL) return;
    if (reply.reply_type == AMQP_RESPONSE_SERVER_EXCEPTION) fail(doing, reason_of(reply.reply));
    fail(doing, reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION ? amqp_error_string2(reply.library_error)
                                                                    : "the connection ended");
}

void check(int status, const std::string& doing) {
    if (status != AMQP_STATUS_OK) fail(doing, amqp_error_string2(status));
}

amqp_table_entry_t entry(const char* key, std::string_view text) {
    amqp_table_entry_t made{.key = amqp_cstring_bytes(key), .value = {}};
    made.value.kind = AMQP_FIELD_KIND_UTF8;
    made.value.value.bytes = bytes_of(text);
    return made;
}

amqp_table_entry_t entry(const char* key, int number) {
    amqp_table_entry_t made{.key = amqp_cstring_bytes(key), .value = {}};
    made.value.kind = AMQP_FIELD_KIND_I32;
    made.value.value.i32 = number;
    return made;
}

amqp_table_t table_of(std::vector<amqp_table_entry_t>& entries) {
    return {.num_entries = static_cast<int>(entries.size()), .entries = entries.data()};
}

std::optional<std::int64_t> integer_of(const amqp_field_value_t& field) {
    switch (field.kind) {
        case AMQP_FIELD_KIND_I8: return field.value.i8;
        case AMQP_FIELD_KIND_U8: return field.value.u8;
        case AMQP_FIELD_KIND_I16: return field.value.i16;
        case AMQP_FIELD_KIND_U16: return field.value.u16;
        case AMQP_FIELD_KIND_I32: return field.value.i32;
        case AMQP_FIELD_KIND_U32: return field.value.u32;
        case AMQP_FIELD_KIND_I64: return field.value.i64;
        default: return std::nullopt;
    }
}

void read_header(const amqp_table_entry_t& header, Delivery& into) {
    const auto key = text_of(header.key);
    if (key == "x-delivery-count") into.returned = integer_of(header.value).value_or(0);
    if (header.value.kind != AMQP_FIELD_KIND_UTF8) return;
    if (key == "traceparent") into.traceparent = text_of(header.value.value.bytes);
    if (key == "x-first-death-reason") into.reason_dead = text_of(header.value.value.bytes);
}

void read_properties(const amqp_basic_properties_t& properties, Delivery& into) {
    if ((properties._flags & AMQP_BASIC_MESSAGE_ID_FLAG) != 0) into.message_id = text_of(properties.message_id);
    if ((properties._flags & AMQP_BASIC_CONTENT_TYPE_FLAG) != 0) into.content_type = text_of(properties.content_type);
    if ((properties._flags & AMQP_BASIC_HEADERS_FLAG) == 0) return;
    for (int i = 0; i < properties.headers.num_entries; ++i) read_header(properties.headers.entries[i], into);
}

// What a message on its way in is assembled from, frame by frame.
struct Arriving {
    Delivery delivery;
    std::optional<std::string> returned_because;
    bool has_header = false;
    std::uint64_t body_left = 0;
};

void trust_system_authorities(amqp_socket_t* socket) {
    SSL_CTX_set_default_verify_paths(static_cast<SSL_CTX*>(amqp_ssl_socket_get_context(socket)));
    amqp_ssl_socket_set_verify_peer(socket, 1);
    amqp_ssl_socket_set_verify_hostname(socket, 1);
}

}  // namespace

struct Connection::State {
    explicit State(Options given) : options(std::move(given)), library(amqp_new_connection()) {}
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    ~State() {
        if (usable) amqp_connection_close(library, AMQP_REPLY_SUCCESS);
        const std::lock_guard lock(mutex);
        descriptor = -1;
        amqp_destroy_connection(library);
    }

    void connect(const Address& address);
    void log_in(const Address& address);
    void declare_queue(const std::string& queue, std::vector<amqp_table_entry_t> arguments);
    void declare_exchange(const std::string& exchange, const char* type);
    void bind(const std::string& queue, const std::string& exchange, const std::string& key);
    void answered(const std::string& doing);
    void sent(int status, const std::string& doing);

    std::optional<Happening> take(const amqp_frame_t& frame);
    std::optional<Happening> begin(const amqp_method_t& method);
    std::optional<Happening> head(const amqp_frame_t& frame);
    std::optional<Happening> body(amqp_bytes_t fragment);
    std::optional<Happening> complete();

    Options options;
    amqp_connection_state_t library;
    bool usable = false;  ///< open, and nothing has gone wrong
    std::uint64_t published = 0;
    int consumers = 0;
    std::optional<Arriving> arriving;

    std::mutex mutex;  ///< guards `descriptor` against `abort`
    int descriptor = -1;
};

void Connection::State::connect(const Address& address) {
    auto* socket = address.tls ? amqp_ssl_socket_new(library) : amqp_tcp_socket_new(library);
    if (socket == nullptr) fail("connect", "no socket");
    if (address.tls) trust_system_authorities(socket);
    const auto limit = timeval_of(options.answer_limit);
    amqp_set_handshake_timeout(library, &limit);
    amqp_set_rpc_timeout(library, &limit);
    check(amqp_socket_open_noblock(socket, address.host.c_str(), address.port, &limit), "connect to " + address.text());
    descriptor = amqp_get_sockfd(library);
    const auto limit_ms = static_cast<unsigned>(options.answer_limit.count());
    setsockopt(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, &limit_ms, sizeof limit_ms);
}

void Connection::State::log_in(const Address& address) {
    std::vector properties{entry("connection_name", options.name), entry("product", "Boxoffice")};
    const auto table = table_of(properties);
    check(amqp_login_with_properties(library, address.virtual_host.c_str(), 0, frame_max,
                                     static_cast<int>(options.heartbeat.count()), &table, AMQP_SASL_METHOD_PLAIN,
                                     address.user.c_str(), address.password.reveal().c_str()),
          "log in to " + address.text());
    usable = true;
    amqp_channel_open(library, channel);
    answered("open a channel");
}

void Connection::State::answered(const std::string& doing) {
    const auto reply = amqp_get_rpc_reply(library);
    usable = usable && reply.reply_type == AMQP_RESPONSE_NORMAL;
    check(reply, doing);
}

void Connection::State::sent(int status, const std::string& doing) {
    usable = usable && status == AMQP_STATUS_OK;
    check(status, doing);
}

void Connection::State::declare_exchange(const std::string& exchange, const char* type) {
    amqp_exchange_declare(library, channel, bytes_of(exchange), amqp_cstring_bytes(type), 0, 1, 0, 0, amqp_empty_table);
    answered("declare exchange " + exchange);
}

void Connection::State::declare_queue(const std::string& queue, std::vector<amqp_table_entry_t> arguments) {
    amqp_queue_declare(library, channel, bytes_of(queue), 0, 1, 0, 0, table_of(arguments));
    answered("declare queue " + queue);
}

void Connection::State::bind(const std::string& queue, const std::string& exchange, const std::string& key) {
    amqp_queue_bind(library, channel, bytes_of(queue), bytes_of(exchange), bytes_of(key), amqp_empty_table);
    answered("bind queue " + queue);
}

std::optional<Happening> Connection::State::take(const amqp_frame_t& frame) {
    if (frame.frame_type == AMQP_FRAME_METHOD) return begin(frame.payload.method);
    if (frame.frame_type == AMQP_FRAME_HEADER) return head(frame);
    if (frame.frame_type == AMQP_FRAME_BODY) return body(frame.payload.body_fragment);
    return std::nullopt;
}

std::optional<Happening> Connection::State::begin(const amqp_method_t& method) {
    switch (method.id) {
        case AMQP_BASIC_ACK_METHOD: {
            const auto* ack = static_cast<amqp_basic_ack_t*>(method.decoded);
            return Confirmation{.number = ack->delivery_tag, .and_all_before = ack->multiple != 0, .taken = true};
        }
        case AMQP_BASIC_NACK_METHOD: {
            const auto* nack = static_cast<amqp_basic_nack_t*>(method.decoded);
            return Confirmation{.number = nack->delivery_tag, .and_all_before = nack->multiple != 0, .taken = false};
        }
        case AMQP_BASIC_DELIVER_METHOD: {
            const auto* deliver = static_cast<amqp_basic_deliver_t*>(method.decoded);
            arriving.emplace().delivery = {.tag = static_cast<DeliveryTag>(deliver->delivery_tag),
                                           .routing_key = text_of(deliver->routing_key)};
            return std::nullopt;
        }
        case AMQP_BASIC_RETURN_METHOD:
            arriving.emplace().returned_because =
                text_of(static_cast<amqp_basic_return_t*>(method.decoded)->reply_text);
            return std::nullopt;
        case AMQP_BASIC_CANCEL_METHOD: fail("consume", "the queue is gone");
        default: usable = false; fail("the broker closed the connection", reason_of(method));
    }
}

std::optional<Happening> Connection::State::head(const amqp_frame_t& frame) {
    if (!arriving) return std::nullopt;
    read_properties(*static_cast<const amqp_basic_properties_t*>(frame.payload.properties.decoded), arriving->delivery);
    auto& delivery = arriving->delivery;
    delivery.body_size = arriving->body_left = frame.payload.properties.body_size;
    delivery.too_large = delivery.body_size > options.body_max;
    delivery.body.reserve(std::min<std::size_t>(delivery.body_size, options.body_max));
    return arriving->body_left == 0 ? complete() : std::nullopt;
}

std::optional<Happening> Connection::State::body(amqp_bytes_t fragment) {
    if (!arriving) return std::nullopt;
    auto& text = arriving->delivery.body;
    text.append(static_cast<const char*>(fragment.bytes), std::min(fragment.len, options.body_max - text.size()));
    arriving->body_left -= std::min<std::uint64_t>(arriving->body_left, fragment.len);
    return arriving->body_left == 0 ? complete() : std::nullopt;
}

std::optional<Happening> Connection::State::complete() {
    auto done = std::move(*arriving);
    arriving.reset();
    if (done.returned_because)
        return Returned{.message_id = std::move(done.delivery.message_id), .why = std::move(*done.returned_because)};
    return std::move(done.delivery);
}

Connection::Connection(const Address& address, Options options) : state_(std::make_unique<State>(std::move(options))) {
    state_->connect(address);
    state_->log_in(address);
}

Connection::~Connection() = default;

void Connection::declare(const Topology& topology) {
    state_->declare_exchange(topology.exchange, "topic");
    state_->declare_exchange(topology.dead_queue, "fanout");
    state_->declare_queue(topology.dead_queue, {entry("x-queue-type", "quorum")});
    state_->bind(topology.dead_queue, topology.dead_queue, "");
    std::vector arguments{entry("x-queue-type", "quorum"), entry("x-dead-letter-exchange", topology.dead_queue),
                          entry("x-dead-letter-strategy", "at-least-once"), entry("x-overflow", "reject-publish")};
    if (topology.delivery_limit && !left_out(Guard::delivery_limit))
        arguments.push_back(entry("x-delivery-limit", *topology.delivery_limit));
    state_->declare_queue(topology.queue, std::move(arguments));
    state_->bind(topology.queue, topology.exchange, topology.binding);
}

void Connection::ask_for_confirmations() {
    amqp_confirm_select(state_->library, channel);
    state_->answered("ask for confirmations");
}

std::uint64_t Connection::publish(const std::string& exchange, const Outgoing& message) {
    std::vector<amqp_table_entry_t> headers;
    if (!message.traceparent.empty()) headers.push_back(entry("traceparent", message.traceparent));
    amqp_basic_properties_t properties{};
    properties._flags = AMQP_BASIC_CONTENT_TYPE_FLAG | AMQP_BASIC_DELIVERY_MODE_FLAG | AMQP_BASIC_MESSAGE_ID_FLAG |
                        AMQP_BASIC_HEADERS_FLAG;
    properties.content_type = bytes_of(message.content_type);
    properties.delivery_mode = AMQP_DELIVERY_PERSISTENT;
    properties.message_id = bytes_of(message.message_id);
    properties.headers = table_of(headers);
    constexpr amqp_boolean_t mandatory = 1;
    constexpr amqp_boolean_t immediate = 0;
    state_->sent(amqp_basic_publish(state_->library, channel, bytes_of(exchange), bytes_of(message.routing_key),
                                    mandatory, immediate, &properties, bytes_of(message.body)),
                 "publish");
    return ++state_->published;
}

void Connection::gather() {
    const int on = 1;
    setsockopt(state_->descriptor, IPPROTO_TCP, TCP_CORK, &on, sizeof on);
}

void Connection::flush() {
    const int off = 0;
    setsockopt(state_->descriptor, IPPROTO_TCP, TCP_CORK, &off, sizeof off);
}

void Connection::consume(const std::string& queue, std::uint16_t prefetch) {
    amqp_basic_qos(state_->library, channel, 0, prefetch, 0);
    state_->answered("set the prefetch");
    const auto tag = "boxoffice-" + std::to_string(++state_->consumers);
    amqp_basic_consume(state_->library, channel, bytes_of(queue), bytes_of(tag), 0, 0, 0, amqp_empty_table);
    state_->answered("consume " + queue);
}

void Connection::acknowledge(DeliveryTag tag, bool and_all_before) {
    state_->sent(amqp_basic_ack(state_->library, channel, static_cast<std::uint64_t>(tag), and_all_before ? 1 : 0),
                 "acknowledge");
}

void Connection::give_back(DeliveryTag tag) {
    constexpr amqp_boolean_t to_the_queue = 1;
    state_->sent(amqp_basic_reject(state_->library, channel, static_cast<std::uint64_t>(tag), to_the_queue),
                 "give back");
}

std::size_t Connection::waiting_in(const std::string& queue) {
    const auto* found = amqp_queue_declare(state_->library, channel, bytes_of(queue), 1, 0, 0, 0, amqp_empty_table);
    state_->answered("look at queue " + queue);
    return found->message_count;
}

std::optional<Happening> Connection::next(std::chrono::milliseconds limit) {
    const auto until = std::chrono::steady_clock::now() + limit;
    for (;;) {
        amqp_frame_t frame;
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        const auto wait = timeval_of(std::max(left, std::chrono::milliseconds(0)));
        const auto status = amqp_simple_wait_frame_noblock(state_->library, &frame, &wait);
        if (status == AMQP_STATUS_TIMEOUT) return std::nullopt;
        state_->sent(status, "read");
        auto happening = state_->take(frame);
        amqp_maybe_release_buffers(state_->library);
        if (happening) return happening;
    }
}

void Connection::wait(Wake& wake, std::chrono::milliseconds limit) {
    if (amqp_frames_enqueued(state_->library) != 0 || amqp_data_in_buffer(state_->library) != 0) return;
    wake.wait(state_->descriptor, limit);
}

void Connection::ping() {
    amqp_exchange_declare(state_->library, channel, amqp_cstring_bytes("amq.topic"), amqp_cstring_bytes("topic"), 1, 0,
                          0, 0, amqp_empty_table);
    state_->answered("ping");
}

void Connection::abort() noexcept {
    const std::lock_guard lock(state_->mutex);
    if (state_->descriptor >= 0) shutdown(state_->descriptor, SHUT_RDWR);
}

}  // namespace boxoffice::amqp

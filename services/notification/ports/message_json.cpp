#include "services/notification/ports/message_json.hpp"

#include "platform/json/write.hpp"

#include <boost/describe/enum_from_string.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>

#include <array>

namespace boxoffice::notification {

namespace {

using boost::json::object;

/// What most messages need once they are read.
constexpr std::size_t usual_bytes = 8 * 1024;

std::optional<std::string> text_in(const object& from, std::string_view name) {
    const auto* value = from.if_contains(name);
    if (value == nullptr || !value->is_string()) return std::nullopt;
    const auto& text = value->get_string();
    return std::string(text.data(), text.size());
}

std::optional<std::int64_t> integer_in(const object& from, std::string_view name) {
    const auto* value = from.if_contains(name);
    if (value == nullptr || !value->is_int64()) return std::nullopt;
    return value->get_int64();
}

std::optional<EventDetails> event_in(const object& from) {
    const auto* value = from.if_contains("event");
    if (value == nullptr || !value->is_object()) return std::nullopt;
    const auto& members = value->get_object();
    auto name = text_in(members, "name");
    const auto starts_at = from_rfc3339(text_in(members, "starts_at").value_or(""));
    if (!name || !starts_at) return std::nullopt;
    const auto* all_day = members.if_contains("all_day");
    return EventDetails{.name = std::move(*name),
                        .starts_at = *starts_at,
                        .time_zone = text_in(members, "time_zone").value_or("UTC"),
                        .all_day = all_day != nullptr && all_day->is_bool() && all_day->get_bool(),
                        .venue = text_in(members, "venue"),
                        .city = text_in(members, "city")};
}

std::expected<MessageKind, std::string> kind_in(const object& from, const std::string& status) {
    MessageKind kind{};
    const auto named = text_in(from, "kind");
    if (named && boost::describe::enum_from_string(named->c_str(), kind)) return kind;
    if (const auto implied = kind_of_status(status)) return *implied;
    return std::unexpected("status is not one that is told to people");
}

}  // namespace

std::expected<Message, std::string> read_message(std::string_view body) {
    std::array<unsigned char, usual_bytes> room;  // NOLINT(cppcoreguidelines-pro-type-member-init)
    boost::json::monotonic_resource memory(room.data(), room.size());
    boost::system::error_code error;
    const auto root = boost::json::parse(body, error, &memory);
    if (error || !root.is_object()) return std::unexpected("not a JSON object");
    const auto& from = root.get_object();
    auto booking_id = text_in(from, "booking_id");
    auto user_email = text_in(from, "user_email");
    auto status = text_in(from, "status");
    if (!booking_id || booking_id->empty()) return std::unexpected("booking_id is missing");
    if (!user_email) return std::unexpected("user_email is missing");
    if (!status) return std::unexpected("status is missing");
    const auto kind = kind_in(from, *status);
    if (!kind) return std::unexpected(kind.error());
    return Message{.booking_id = std::move(*booking_id),
                   .user_email = std::move(*user_email),
                   .status = std::move(*status),
                   .kind = *kind,
                   .message_id = text_in(from, "message_id"),
                   .user_name = text_in(from, "user_name"),
                   .phone = text_in(from, "phone"),
                   .event_id = text_in(from, "event_id"),
                   .event = event_in(from),
                   .tickets = integer_in(from, "tickets"),
                   .amount = integer_in(from, "amount"),
                   .currency = text_in(from, "currency"),
                   .refunded = integer_in(from, "refunded").value_or(0),
                   .traceparent = text_in(from, "traceparent").value_or("")};
}

std::string write_message(const Message& message) { return json::write(message); }

}  // namespace boxoffice::notification

#include "services/notification/api/send_body.hpp"

#include "services/notification/domain/address.hpp"

namespace boxoffice::notification {

namespace {

bool wants(const SendBody& body, Channel channel) {
    return body.channels && std::ranges::find(*body.channels, channel) != body.channels->end();
}

}  // namespace

void check(const SendBody& body, Faults& faults) {
    if (!is_reference(body.booking_id)) faults.add("/booking_id", "must be 1 to 100 visible ASCII characters");
    if (!is_mail_address(body.user_email)) faults.add("/user_email", "must be an e-mail address");
    if (!kind_of_status(body.status)) faults.add("/status", "must be CONFIRMED, CANCELLED or REFUNDED");
    if (body.channels && body.channels->empty()) faults.add("/channels", "must name at least one channel");
    if (body.phone && !is_phone_number(*body.phone))
        faults.add("/phone", "must be a plus and 7 to 15 digits, as +4930123456");
    if (wants(body, Channel::sms) && !body.phone) faults.add("/phone", "is needed to send an SMS");
}

std::vector<Channel> channels_of(const SendBody& body) {
    std::vector<Channel> channels;
    for (const auto channel : {Channel::email, Channel::sms})
        if (wants(body, channel)) channels.push_back(channel);
    if (channels.empty()) channels.push_back(Channel::email);
    return channels;
}

Message message_of(const SendBody& body) {
    return {.booking_id = body.booking_id,
            .user_email = body.user_email,
            .status = body.status,
            .kind = *kind_of_status(body.status),
            .phone = body.phone};
}

}  // namespace boxoffice::notification

#pragma once

#include "services/notification/domain/message.hpp"

#include <kainjow/mustache.hpp>
#include <string>

namespace boxoffice::notification {

/// What the mail templates name. Sections `confirmed`, `changed`, `cancelled`, `refunded` choose the words; texts are
/// plain, the templates escape them.
kainjow::mustache::data mail_view(const Message& message, const std::string& public_url);

}  // namespace boxoffice::notification

#pragma once

#include "apps/boxoffice/base.hpp"
#include "services/notification/ports/transports.hpp"

#include <memory>

/// Which adapter serves which port: decided here, by configuration alone.
namespace boxoffice::adapters {

/// SMTP, nothing ("null:"), or files in the data folder.
std::unique_ptr<notification::MailTransport> mail_transport(Base& base);
/// A carrier's interface, or files in the data folder.
std::unique_ptr<notification::SmsTransport> sms_transport(Base& base);

}  // namespace boxoffice::adapters

#include "apps/boxoffice/adapters/transports.hpp"

#include "services/notification/adapters/mail/file_mail_transport.hpp"
#include "services/notification/adapters/mail/null_mail_transport.hpp"
#include "services/notification/adapters/mail/smtp_mail_transport.hpp"
#include "services/notification/adapters/sms/file_sms_transport.hpp"
#include "services/notification/adapters/sms/http_sms_transport.hpp"

namespace boxoffice::adapters {

std::unique_ptr<notification::MailTransport> mail_transport(Base& base) {
    const auto& url = base.configuration.notification.smtp_url;
    if (url.empty()) return std::make_unique<notification::FileMailTransport>(base.loop, base.folder.path() / "mail");
    if (url.reveal() == "null:") return std::make_unique<notification::NullMailTransport>();
    return std::make_unique<notification::SmtpMailTransport>(base.loop, notification::SmtpSettings{.url = url});
}

std::unique_ptr<notification::SmsTransport> sms_transport(Base& base) {
    const auto& settings = base.configuration.notification;
    if (!settings.sms_api_url)
        return std::make_unique<notification::FileSmsTransport>(base.loop, base.folder.path() / "sms");
    return std::make_unique<notification::HttpSmsTransport>(
        base.loop, notification::SmsSettings{.api_url = *settings.sms_api_url,
                                             .account = settings.sms_account.value_or(""),
                                             .token = settings.sms_token,
                                             .from = settings.sms_from.value_or("")});
}

}  // namespace boxoffice::adapters

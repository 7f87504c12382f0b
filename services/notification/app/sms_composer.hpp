#pragma once

#include "services/notification/domain/notification.hpp"

#include <string>

namespace boxoffice::notification {

/// Writes the text of an SMS: one or two sentences and the link.
class SmsComposer {
public:
    /// `public_url` is what links begin with.
    explicit SmsComposer(std::string public_url) : public_url_(std::move(public_url)) {}

    /// Throws std::runtime_error when the stored body is not a message.
    std::string compose(const Notification& notification) const;

private:
    std::string public_url_;
};

}  // namespace boxoffice::notification

#pragma once

#include "platform/async/worker_pool.hpp"
#include "services/notification/ports/transports.hpp"

#include <filesystem>

namespace boxoffice::notification {

/// Writes each mail to "<folder>/<notification id>.eml". A batch is written under temporary names, synced as a whole,
/// and renamed: a file that is there is whole, and a mail that is sent again replaces itself.
class FileMailTransport final : public MailTransport {
public:
    /// Makes the folder when it is not there, and removes temporary files of a process before. Throws
    /// std::filesystem::filesystem_error.
    FileMailTransport(Loop& loop, std::filesystem::path folder);

    Capacity capacity() const override { return {.calls_at_once = 1, .batch_max = 200}; }
    Task<std::vector<Delivery>> send(std::vector<Mail> mails) override;

private:
    std::filesystem::path folder_;
    WorkerPool pool_;
};

}  // namespace boxoffice::notification

#pragma once

#include "platform/async/worker_pool.hpp"
#include "services/notification/ports/transports.hpp"

#include <filesystem>

namespace boxoffice::notification {

/// Appends each message as a line of JSON to "<folder>/sms.jsonl", one sync a batch.
class FileSmsTransport final : public SmsTransport {
public:
    /// Makes the folder when it is not there. Throws std::filesystem::filesystem_error.
    FileSmsTransport(Loop& loop, const std::filesystem::path& folder);

    Capacity capacity() const override { return {.calls_at_once = 1, .batch_max = 500}; }
    Task<std::vector<Delivery>> send(std::vector<Sms> messages) override;

private:
    std::filesystem::path file_;
    WorkerPool pool_;
};

}  // namespace boxoffice::notification

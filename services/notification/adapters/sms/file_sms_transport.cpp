#include "services/notification/adapters/sms/file_sms_transport.hpp"

#include "platform/files/files.hpp"
#include "platform/json/write.hpp"

#include <fcntl.h>

namespace boxoffice::notification {

namespace {

struct Line {
    NotificationId id;
    std::string booking_id;
    std::string to;
    std::string body;
};
BOOST_DESCRIBE_STRUCT(Line, (), (id, booking_id, to, body))

std::vector<Delivery> append_all(const std::filesystem::path& path, const std::vector<Sms>& messages) {
    std::string lines;
    for (const auto& sms : messages) {
        json::append(lines, Line{sms.id, sms.booking_id, sms.recipient, sms.text});
        lines += '\n';
    }
    const files::File file(path, O_RDWR | O_CREAT | O_APPEND, 0640);
    // What a loss of power has left of a line stays by itself.
    if (file.last_character().value_or('\n') != '\n') lines.insert(0, 1, '\n');
    file.write(lines);
    file.sync();
    files::sync_folder(path.parent_path());
    return std::vector<Delivery>(messages.size());
}

}  // namespace

FileSmsTransport::FileSmsTransport(Loop& loop, const std::filesystem::path& folder)
    : file_(folder / "sms.jsonl"), pool_(loop, "sms", 1, 4) {
    files::make_folder(folder);
}

Task<std::vector<Delivery>> FileSmsTransport::send(std::vector<Sms> messages) {
    const auto count = messages.size();
    auto deliveries =
        co_await pool_.run([path = file_, messages = std::move(messages)] { return append_all(path, messages); });
    if (deliveries) co_return std::move(*deliveries);
    co_return std::vector<Delivery>(count, Delivery{Delivery::Verdict::postponed, "too many messages wait"});
}

}  // namespace boxoffice::notification

#include "services/notification/adapters/sms/file_sms_transport.hpp"

#include "platform/json/write.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <cerrno>
#include <system_error>

namespace boxoffice::notification {

namespace {

struct Line {
    NotificationId id;
    std::string booking_id;
    std::string to;
    std::string body;
};
BOOST_DESCRIBE_STRUCT(Line, (), (id, booking_id, to, body))

class AppendedFile {
public:
    explicit AppendedFile(const std::string& path)
        : descriptor_(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640)) {
        if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), path);
    }
    AppendedFile(const AppendedFile&) = delete;
    AppendedFile& operator=(const AppendedFile&) = delete;
    ~AppendedFile() { ::close(descriptor_); }

    void append(std::string_view text) const {
        while (!text.empty()) {
            const auto written = ::write(descriptor_, text.data(), text.size());
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) throw std::system_error(errno, std::generic_category(), "write of the SMS file");
            text.remove_prefix(static_cast<std::size_t>(written));
        }
    }
    void sync() const {
        if (::fdatasync(descriptor_) != 0)
            throw std::system_error(errno, std::generic_category(), "sync of the SMS file");
    }

private:
    int descriptor_;
};

std::vector<Delivery> append_all(const std::string& path, const std::vector<Sms>& messages) {
    std::string lines;
    for (const auto& sms : messages) {
        json::append(lines, Line{sms.id, sms.booking_id, sms.recipient, sms.text});
        lines += '\n';
    }
    const AppendedFile file(path);
    file.append(lines);
    file.sync();
    return std::vector<Delivery>(messages.size());
}

}  // namespace

FileSmsTransport::FileSmsTransport(Loop& loop, const std::filesystem::path& folder)
    : file_(folder / "sms.jsonl"), pool_(loop, 1, 4) {
    std::filesystem::create_directories(folder);
}

Task<std::vector<Delivery>> FileSmsTransport::send(std::vector<Sms> messages) {
    const auto count = messages.size();
    auto deliveries = co_await pool_.run(
        [path = file_.string(), messages = std::move(messages)] { return append_all(path, messages); });
    if (deliveries) co_return std::move(*deliveries);
    co_return std::vector<Delivery>(count, Delivery{Delivery::Verdict::postponed, "too many messages wait"});
}

}  // namespace boxoffice::notification

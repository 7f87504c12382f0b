#include "services/notification/adapters/mail/file_mail_transport.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <cerrno>
#include <fstream>
#include <stdexcept>
#include <system_error>

namespace boxoffice::notification {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view unfinished = ".unfinished";

// A folder that is open, to be synced.
class Folder {
public:
    explicit Folder(const fs::path& path) : descriptor_(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
        if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), path);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { ::close(descriptor_); }

    // Everything written to its file system: one call for a batch, where fsync would be one for each file.
    void sync_files() const { check(::syncfs(descriptor_)); }
    void sync_names() const { check(::fsync(descriptor_)); }

private:
    static void check(int result) {
        if (result != 0) throw std::system_error(errno, std::generic_category(), "sync of the mail folder");
    }
    int descriptor_;
};

void write_unfinished(const fs::path& path, const std::string& text) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
    file.close();
    if (!file) throw std::runtime_error("cannot write " + path.string());
}

std::vector<Delivery> write_all(const fs::path& folder, const std::vector<Mail>& mails) {
    const Folder open_folder(folder);
    std::vector<Delivery> deliveries(mails.size());
    const auto path_of = [&](const Mail& mail) { return folder / (mail.id.text() + ".eml"); };
    const auto unfinished_of = [&](const Mail& mail) { return fs::path(path_of(mail)) += unfinished; };
    for (std::size_t i = 0; i < mails.size(); ++i) {
        try {
            write_unfinished(unfinished_of(mails[i]), mails[i].text());
        } catch (const std::exception& fault) {
            deliveries[i] = {Delivery::Verdict::postponed, fault.what()};
        }
    }
    open_folder.sync_files();
    for (std::size_t i = 0; i < mails.size(); ++i)
        if (deliveries[i].verdict == Delivery::Verdict::delivered)
            fs::rename(unfinished_of(mails[i]), path_of(mails[i]));
    open_folder.sync_names();
    return deliveries;
}

void remove_unfinished(const fs::path& folder) {
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().extension() == unfinished) fs::remove(entry.path());
}

}  // namespace

FileMailTransport::FileMailTransport(Loop& loop, fs::path folder) : folder_(std::move(folder)), pool_(loop, 1, 4) {
    fs::create_directories(folder_);
    remove_unfinished(folder_);
}

Task<std::vector<Delivery>> FileMailTransport::send(std::vector<Mail> mails) {
    const auto count = mails.size();
    auto deliveries =
        co_await pool_.run([folder = folder_, mails = std::move(mails)] { return write_all(folder, mails); });
    if (deliveries) co_return std::move(*deliveries);
    co_return std::vector<Delivery>(count, Delivery{Delivery::Verdict::postponed, "too many mails wait to be written"});
}

}  // namespace boxoffice::notification

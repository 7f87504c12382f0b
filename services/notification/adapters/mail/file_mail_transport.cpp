#include "services/notification/adapters/mail/file_mail_transport.hpp"

#include "platform/files/files.hpp"

#include <fcntl.h>
#include <fstream>
#include <stdexcept>

namespace boxoffice::notification {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view unfinished = ".unfinished";

void write_unfinished(const fs::path& path, const std::string& text) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
    file.close();
    if (!file) throw std::runtime_error("cannot write " + path.string());
}

std::vector<Delivery> write_all(const fs::path& folder, const std::vector<Mail>& mails) {
    const files::File open_folder(folder, O_RDONLY | O_DIRECTORY);
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
    open_folder.sync_file_system();
    for (std::size_t i = 0; i < mails.size(); ++i)
        if (deliveries[i].verdict == Delivery::Verdict::delivered)
            fs::rename(unfinished_of(mails[i]), path_of(mails[i]));
    open_folder.sync();
    return deliveries;
}

void remove_unfinished(const fs::path& folder) {
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().extension() == unfinished) fs::remove(entry.path());
}

}  // namespace

FileMailTransport::FileMailTransport(Loop& loop, fs::path folder)
    : folder_(std::move(folder)), pool_(loop, "mail", 1, 4) {
    files::make_folder(folder_);
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

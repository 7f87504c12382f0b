#include "apps/boxoffice/data_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>
#include <system_error>

namespace boxoffice {

namespace {

constexpr std::size_t secret_bytes = 32;

std::string random_text(Random& random) {
    std::array<std::uint8_t, secret_bytes> bytes{};
    random.fill(bytes);
    std::string text;
    for (const auto byte : bytes) text += fmt::format("{:02x}", byte);
    return text;
}

void write_new(const std::string& path, const std::string& text) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    const bool written =
        file >= 0 && ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(file) == 0;
    if (file >= 0) ::close(file);
    if (!written) throw std::system_error(errno, std::generic_category(), "cannot write " + path);
}

}  // namespace

DataFolder::DataFolder(std::filesystem::path path) : path_(std::move(path)) {
    if (std::filesystem::create_directories(path_))
        std::filesystem::permissions(path_, std::filesystem::perms::owner_all);
    lock_ = ::open(file("lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock_ < 0) throw std::system_error(errno, std::generic_category(), "cannot open " + file("lock"));
    if (::flock(lock_, LOCK_EX | LOCK_NB) == 0) return;
    ::close(lock_);
    throw std::runtime_error("the data folder " + path_.string() + " is in use by another process");
}

DataFolder::~DataFolder() { ::close(lock_); }

Secret DataFolder::secret(const std::string& name, Random& random) const {
    auto known = read_secret(path_ / name);
    if (!known.empty()) return known;
    const auto made = random_text(random);
    write_new(file(name), made);
    return Secret(made);
}

Secret read_secret(const std::filesystem::path& file) {
    std::ifstream stream(file);
    std::string text;
    std::getline(stream, text);
    return Secret(text);
}

}  // namespace boxoffice

#include "apps/boxoffice/data_folder.hpp"

#include "platform/files/files.hpp"

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

std::filesystem::path made(std::filesystem::path path) {
    files::make_folder(path);
    return path;
}

}  // namespace

FileLock::FileLock(const std::string& path, Kind kind, const std::string& what)
    : file_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
    if (file_ < 0) throw std::system_error(errno, std::generic_category(), "cannot open " + path);
    if (::flock(file_, (kind == Kind::alone ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0) return;
    ::close(file_);
    throw std::runtime_error(what + " is in use by another process");
}

FileLock::~FileLock() { ::close(file_); }

DataFolder::DataFolder(std::filesystem::path path, FileLock::Kind kind)
    : path_(made(std::move(path))), lock_(file("lock"), kind, "the data folder " + path_.string()) {}

Secret DataFolder::secret(const std::string& name, Random& random) const {
    auto known = read_secret(path_ / name);
    if (!known.empty()) return known;
    files::write_new_file(file(name), random_text(random));
    return read_secret(path_ / name);
}

Secret read_secret(const std::filesystem::path& file) {
    std::ifstream stream(file);
    std::string text;
    std::getline(stream, text);
    return Secret(text);
}

}  // namespace boxoffice

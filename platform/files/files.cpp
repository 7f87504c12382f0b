#include "platform/files/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace boxoffice::files {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void raise(const fs::path& path, int fault) {
    throw std::system_error(fault, std::generic_category(), path.string());
}

fs::path folder_of(const fs::path& path) {
    const auto full = fs::absolute(path).lexically_normal();
    return full.has_filename() ? full.parent_path() : full.parent_path().parent_path();
}

}  // namespace

File::File(fs::path path, int flags, mode_t mode)
    : path_(std::move(path)), descriptor_(::open(path_.c_str(), flags | O_CLOEXEC, mode)) {
    check(descriptor_ >= 0);
}

File::~File() { ::close(descriptor_); }

void File::write(std::string_view bytes) const {
    while (!bytes.empty()) {
        const auto written = ::write(descriptor_, bytes.data(), bytes.size());
        check(written >= 0 || errno == EINTR);
        if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

void File::sync() const { check(::fsync(descriptor_) == 0); }

void File::sync_file_system() const { check(::syncfs(descriptor_) == 0); }

std::optional<char> File::last_character() const {
    const auto size = ::lseek(descriptor_, 0, SEEK_END);
    check(size >= 0);
    if (size == 0) return std::nullopt;
    char last = 0;
    check(::pread(descriptor_, &last, 1, size - 1) >= 0);
    return last;
}

void File::check(bool good) const {
    if (!good) raise(path_, errno);
}

void sync_folder(const fs::path& folder) { File(folder, O_RDONLY | O_DIRECTORY).sync(); }

void make_folder(const fs::path& folder) {
    if (fs::is_directory(folder)) return;
    const auto above = folder_of(folder);
    make_folder(above);
    if (::mkdir(folder.c_str(), S_IRWXU) != 0 && errno != EEXIST) raise(folder, errno);
    sync_folder(above);
}

void write_new_file(const fs::path& path, std::string_view bytes) {
    const auto temporary = path.string() + ".new-" + std::to_string(::getpid());
    fs::remove(temporary);
    {
        const File file(temporary, O_WRONLY | O_CREAT | O_EXCL, S_IRUSR | S_IWUSR);
        file.write(bytes);
        file.sync();
    }
    const bool linked = ::link(temporary.c_str(), path.c_str()) == 0;
    const int fault = errno;
    fs::remove(temporary);
    if (!linked && fault != EEXIST) raise(path, fault);
    sync_folder(folder_of(path));
}

}  // namespace boxoffice::files

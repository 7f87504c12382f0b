// Records what a process does to a folder, so that the disk after a loss of power can be made from it: a library for
// LD_PRELOAD. DISK_RECORDING names the file that is written, DISK_RECORDING_ROOT the folder. Every call goes through to
// the real one. disk.js reads the records and says what they cover and what not.
//
// A record stands where its effect on the disk is: after the call for what changes files, after the call for a sync
// that has ended (with a record of where it began), and before the call for an HTTP answer. One lock keeps the order of
// the records that of the effects; syncs and answers run outside of it.

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <atomic>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>

namespace {

enum class Kind : std::uint8_t {
    root = 1,
    create,
    make_folder,
    write,
    truncate,
    sync_begun,
    sync_ended,
    rename,
    link,
    remove,
    map_shared,
    answer
};

/// As the inode of a sync: all files and folders.
constexpr std::uint64_t everything = 0;

struct [[gnu::packed]] Head {
    std::uint32_t bytes_after;
    Kind kind;
    std::uint64_t inode;
    std::uint64_t number;  ///< offset, size, or a sync's number
    std::uint16_t path_bytes;
    std::uint16_t target_bytes;
};

struct Record {
    Kind kind;
    std::uint64_t inode = 0;
    std::uint64_t number = 0;
    std::string path = {};
    std::string target = {};
    std::string_view data = {};
};

class Recorder {
public:
    Recorder() {
        const char* root = std::getenv("DISK_RECORDING_ROOT");
        const char* file = std::getenv("DISK_RECORDING");
        struct stat about{};
        if (!root || !file || ::stat(root, &about) != 0) return;
        root_ = root;
        device_ = about.st_dev;
        file_ =
            static_cast<int>(::syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
        put({.kind = Kind::root, .inode = about.st_ino, .path = root_});
    }

    bool is_on() const { return file_ >= 0; }

    /// Inode of a file or folder on the folder's file system; 0 for all else.
    std::uint64_t inode_of(int descriptor) const {
        struct stat about{};
        if (!is_on() || ::fstat(descriptor, &about) != 0 || about.st_dev != device_) return 0;
        return S_ISREG(about.st_mode) || S_ISDIR(about.st_mode) ? about.st_ino : 0;
    }

    std::string absolute(const char* path) const { return std::filesystem::absolute(path).lexically_normal(); }
    bool covers(const char* path) const { return is_on() && path && absolute(path).starts_with(root_ + "/"); }

    void put(const Record& record) const {
        Head head{.bytes_after = 0,
                  .kind = record.kind,
                  .inode = record.inode,
                  .number = record.number,
                  .path_bytes = static_cast<std::uint16_t>(record.path.size()),
                  .target_bytes = static_cast<std::uint16_t>(record.target.size())};
        const auto all = sizeof head + record.path.size() + record.target.size() + record.data.size();
        head.bytes_after = static_cast<std::uint32_t>(all - sizeof head.bytes_after);
        std::string bytes(reinterpret_cast<const char*>(&head), sizeof head);
        bytes.append(record.path).append(record.target).append(record.data);
        if (::syscall(SYS_write, file_, bytes.data(), bytes.size()) != static_cast<long>(bytes.size())) std::abort();
    }

    std::mutex mutex;

private:
    int file_ = -1;
    dev_t device_ = 0;
    std::string root_;
};

// Never destroyed: the process calls until its very end.
Recorder& recorder() {
    static auto& one = *new Recorder;
    return one;
}

template <class Function>
Function* next(const char* name) {
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

int system_call_result(long result) { return static_cast<int>(result); }

// Runs `call`, and records what `record` makes of its result unless it failed.
template <class Call, class MakeRecord>
auto recorded(Call call, MakeRecord record) {
    const std::lock_guard lock(recorder().mutex);
    const auto result = call();
    if (result >= 0) recorder().put(record(result));
    return result;
}

template <class Call>
int recorded_open(const char* path, int flags, Call call) {
    const bool changes = (flags & (O_CREAT | O_TRUNC)) != 0;
    // An allocator reads files and maps memory before it can serve the recorder.
    if (!changes) return call();
    auto& one = recorder();
    if (!one.covers(path)) return call();
    const std::lock_guard lock(one.mutex);
    struct stat before{};
    const bool is_new = ::lstat(path, &before) != 0;
    const int descriptor = call();
    if (descriptor < 0) return descriptor;
    const auto inode = one.inode_of(descriptor);
    if (is_new)
        one.put({.kind = Kind::create, .inode = inode, .path = one.absolute(path)});
    else if (flags & O_TRUNC)
        one.put({.kind = Kind::truncate, .inode = inode});
    return descriptor;
}

int open_file(int folder, const char* path, int flags, mode_t mode) {
    const auto call = [&] { return system_call_result(::syscall(SYS_openat, folder, path, flags, mode)); };
    if (folder != AT_FDCWD && path[0] != '/') return call();
    return recorded_open(path, flags, call);
}

FILE* open_stream(const char* name, const char* path, const char* mode) {
    const auto real = next<FILE*(const char*, const char*)>(name);
    FILE* stream = nullptr;
    const std::string_view wanted(mode);
    const int flags = wanted.starts_with('w') ? O_CREAT | O_TRUNC : wanted.starts_with('a') ? O_CREAT : 0;
    recorded_open(path, flags, [&] {
        stream = real(path, mode);
        return stream ? ::fileno(stream) : -1;
    });
    return stream;
}

// `call` gives the number of bytes written; where, is known only afterwards when the file is appended to.
template <class Call>
ssize_t recorded_write(int descriptor, const struct iovec* pieces, int count, const off_t* offset, Call call) {
    auto& one = recorder();
    const auto inode = one.inode_of(descriptor);
    if (inode == 0) return call();
    const std::lock_guard lock(one.mutex);
    const ssize_t written = call();
    if (written <= 0) return written;
    std::string data;
    for (int i = 0; i < count; ++i) data.append(static_cast<const char*>(pieces[i].iov_base), pieces[i].iov_len);
    data.resize(static_cast<std::size_t>(written));
    const auto at = offset ? *offset : ::lseek(descriptor, 0, SEEK_CUR) - written;
    one.put({.kind = Kind::write, .inode = inode, .number = static_cast<std::uint64_t>(at), .data = data});
    return written;
}

template <class Call>
int recorded_sync(std::uint64_t inode, Call call) {
    static std::atomic<std::uint64_t> syncs = 0;
    auto& one = recorder();
    if (!one.is_on()) return call();
    const auto number = static_cast<std::uint64_t>(::getpid()) << 32 | ++syncs;
    {
        const std::lock_guard lock(one.mutex);
        one.put({.kind = Kind::sync_begun, .inode = inode, .number = number});
    }
    const int result = call();
    const std::lock_guard lock(one.mutex);
    if (result == 0) one.put({.kind = Kind::sync_ended, .inode = inode, .number = number});
    return result;
}

int sync_file(int descriptor, long number) {
    const auto call = [&] { return system_call_result(::syscall(number, descriptor)); };
    const auto inode = recorder().inode_of(descriptor);
    return inode == 0 ? call() : recorded_sync(inode, call);
}

// The head of an answer that is about to leave.
void record_answer(const void* data, std::size_t bytes) {
    auto& one = recorder();
    const std::string_view text(static_cast<const char*>(data), bytes);
    if (!one.is_on() || !text.starts_with("HTTP/1.")) return;
    const std::lock_guard lock(one.mutex);
    one.put({.kind = Kind::answer, .data = text.substr(0, text.find("\r\n\r\n"))});
}

int remove_name(const char* path, int flags) {
    const auto call = [&] { return system_call_result(::syscall(SYS_unlinkat, AT_FDCWD, path, flags)); };
    auto& one = recorder();
    if (!one.covers(path)) return call();
    return recorded(call, [&](int) { return Record{.kind = Kind::remove, .path = one.absolute(path)}; });
}

template <class Call>
int recorded_names(Kind kind, const char* from, const char* to, Call call) {
    auto& one = recorder();
    if (!one.covers(from) && !one.covers(to)) return call();
    return recorded(call,
                    [&](int) { return Record{.kind = kind, .path = one.absolute(from), .target = one.absolute(to)}; });
}

void* map_file(void* address, std::size_t bytes, int protection, int flags, int descriptor, off_t offset) {
    const auto map = [=] {
        return reinterpret_cast<void*>(::syscall(SYS_mmap, address, bytes, protection, flags, descriptor, offset));
    };
    const bool shared = (flags & MAP_TYPE) != MAP_PRIVATE && (protection & PROT_WRITE) && !(flags & MAP_ANONYMOUS);
    if (!shared) return map();
    auto& one = recorder();
    if (const auto inode = one.inode_of(descriptor); inode != 0) {
        const std::lock_guard lock(one.mutex);
        one.put({.kind = Kind::map_shared, .inode = inode});
    }
    return map();
}

mode_t mode_after(int flags, va_list arguments) {
    return (flags & (O_CREAT | O_TMPFILE)) != 0 ? static_cast<mode_t>(va_arg(arguments, int)) : 0;
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    const auto mode = mode_after(flags, arguments);
    va_end(arguments);
    return open_file(AT_FDCWD, path, flags, mode);
}

int open64(const char* path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    const auto mode = mode_after(flags, arguments);
    va_end(arguments);
    return open_file(AT_FDCWD, path, flags, mode);
}

int openat(int folder, const char* path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    const auto mode = mode_after(flags, arguments);
    va_end(arguments);
    return open_file(folder, path, flags, mode);
}

FILE* fopen(const char* path, const char* mode) { return open_stream("fopen", path, mode); }
FILE* fopen64(const char* path, const char* mode) { return open_stream("fopen64", path, mode); }

ssize_t write(int descriptor, const void* data, std::size_t bytes) {
    const iovec piece{const_cast<void*>(data), bytes};
    return recorded_write(descriptor, &piece, 1, nullptr,
                          [&] { return static_cast<ssize_t>(::syscall(SYS_write, descriptor, data, bytes)); });
}

ssize_t writev(int descriptor, const struct iovec* pieces, int count) {
    return recorded_write(descriptor, pieces, count, nullptr,
                          [&] { return static_cast<ssize_t>(::syscall(SYS_writev, descriptor, pieces, count)); });
}

ssize_t pwrite(int descriptor, const void* data, std::size_t bytes, off_t offset) {
    const iovec piece{const_cast<void*>(data), bytes};
    return recorded_write(descriptor, &piece, 1, &offset, [&] {
        return static_cast<ssize_t>(::syscall(SYS_pwrite64, descriptor, data, bytes, offset));
    });
}

ssize_t pwrite64(int descriptor, const void* data, std::size_t bytes, off64_t offset) {
    return pwrite(descriptor, data, bytes, offset);
}

int ftruncate(int descriptor, off_t bytes) noexcept {
    const auto call = [&] { return system_call_result(::syscall(SYS_ftruncate, descriptor, bytes)); };
    const auto inode = recorder().inode_of(descriptor);
    if (inode == 0) return call();
    return recorded(call, [&](int) {
        return Record{.kind = Kind::truncate, .inode = inode, .number = static_cast<std::uint64_t>(bytes)};
    });
}

int ftruncate64(int descriptor, off64_t bytes) noexcept { return ftruncate(descriptor, bytes); }

int fsync(int descriptor) { return sync_file(descriptor, SYS_fsync); }
int fdatasync(int descriptor) { return sync_file(descriptor, SYS_fdatasync); }

int syncfs(int descriptor) noexcept {
    const auto call = [&] { return system_call_result(::syscall(SYS_syncfs, descriptor)); };
    return recorder().inode_of(descriptor) == 0 ? call() : recorded_sync(everything, call);
}

int rename(const char* from, const char* to) noexcept {
    return recorded_names(Kind::rename, from, to, [&] {
        return system_call_result(::syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
    });
}

int link(const char* from, const char* to) noexcept {
    return recorded_names(Kind::link, from, to,
                          [&] { return system_call_result(::syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0)); });
}

int unlink(const char* path) noexcept { return remove_name(path, 0); }
int rmdir(const char* path) noexcept { return remove_name(path, AT_REMOVEDIR); }

int remove(const char* path) noexcept {
    const int result = unlink(path);
    return result != 0 && errno == EISDIR ? rmdir(path) : result;
}

int mkdir(const char* path, mode_t mode) noexcept {
    const auto call = [&] { return system_call_result(::syscall(SYS_mkdirat, AT_FDCWD, path, mode)); };
    auto& one = recorder();
    if (!one.covers(path)) return call();
    return recorded(call, [&](int) {
        struct stat about{};
        ::stat(path, &about);
        return Record{.kind = Kind::make_folder, .inode = about.st_ino, .path = one.absolute(path)};
    });
}

void* mmap(void* address, std::size_t bytes, int protection, int flags, int descriptor, off_t offset) noexcept {
    return map_file(address, bytes, protection, flags, descriptor, offset);
}

void* mmap64(void* address, std::size_t bytes, int protection, int flags, int descriptor, off64_t offset) noexcept {
    return map_file(address, bytes, protection, flags, descriptor, offset);
}

ssize_t send(int descriptor, const void* data, std::size_t bytes, int flags) {
    record_answer(data, bytes);
    return static_cast<ssize_t>(::syscall(SYS_sendto, descriptor, data, bytes, flags, nullptr, 0));
}

ssize_t sendmsg(int descriptor, const struct msghdr* message, int flags) {
    if (message->msg_iovlen > 0) record_answer(message->msg_iov[0].iov_base, message->msg_iov[0].iov_len);
    return static_cast<ssize_t>(::syscall(SYS_sendmsg, descriptor, message, flags));
}

}  // extern "C"

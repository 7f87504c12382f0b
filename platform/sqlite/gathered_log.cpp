#include "platform/sqlite/gathered_log.hpp"

#include <sqlite3.h>

#include <cstddef>
#include <new>
#include <vector>

namespace boxoffice::sqlite {

namespace {

constexpr std::size_t gathered_bytes_max = 128 * 1024;

sqlite3_vfs& default_files() {
    static sqlite3_vfs* const files = sqlite3_vfs_find(nullptr);
    return *files;
}

/// SQLite makes room for one of these, with a file of the default file system right behind it.
struct Log {
    sqlite3_file seen_by_sqlite;
    std::vector<std::byte>* gathered;
    sqlite3_int64 gathered_at;

    sqlite3_file* file() { return reinterpret_cast<sqlite3_file*>(this + 1); }
    sqlite3_int64 gathered_end() const { return gathered_at + static_cast<sqlite3_int64>(gathered->size()); }
};

Log& log_of(sqlite3_file* file) { return *reinterpret_cast<Log*>(file); }

// What could not be written is dropped: its transaction fails, and the next writes to the same place.
int write_gathered(Log& log) {
    if (log.gathered->empty()) return SQLITE_OK;
    const int result = log.file()->pMethods->xWrite(log.file(), log.gathered->data(),
                                                    static_cast<int>(log.gathered->size()), log.gathered_at);
    log.gathered->clear();
    return result;
}

/// The method of the default file system, once what was gathered is written.
template <auto method, typename... Arguments>
int after_writing(sqlite3_file* file, Arguments... arguments) {
    auto& log = log_of(file);
    if (const int result = write_gathered(log); result != SQLITE_OK) return result;
    return (log.file()->pMethods->*method)(log.file(), arguments...);
}

// Were the disk full here, SQLite might undo the statement alone and commit without what was dropped; of a failed read
// it undoes the whole transaction.
int read(sqlite3_file* file, void* bytes, int count, sqlite3_int64 offset) {
    auto& log = log_of(file);
    if (write_gathered(log) != SQLITE_OK) return SQLITE_IOERR_READ;
    return log.file()->pMethods->xRead(log.file(), bytes, count, offset);
}

int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
    auto& log = log_of(file);
    const auto size = static_cast<std::size_t>(count);
    if (offset != log.gathered_end() || log.gathered->size() + size > gathered_bytes_max) {
        if (const int result = write_gathered(log); result != SQLITE_OK) return result;
        log.gathered_at = offset;
    }
    const auto* const first = static_cast<const std::byte*>(bytes);
    log.gathered->insert(log.gathered->end(), first, first + size);
    return SQLITE_OK;
}

int close(sqlite3_file* file) {
    auto& log = log_of(file);
    const int written = write_gathered(log);
    const int closed = log.file()->pMethods->xClose(log.file());
    delete log.gathered;
    return written == SQLITE_OK ? closed : written;
}

int sector_size(sqlite3_file* file) { return log_of(file).file()->pMethods->xSectorSize(log_of(file).file()); }

int characteristics(sqlite3_file* file) {
    return log_of(file).file()->pMethods->xDeviceCharacteristics(log_of(file).file());
}

constexpr sqlite3_io_methods log_methods = {
    .iVersion = 1,
    .xClose = close,
    .xRead = read,
    .xWrite = write,
    .xTruncate = after_writing<&sqlite3_io_methods::xTruncate, sqlite3_int64>,
    .xSync = after_writing<&sqlite3_io_methods::xSync, int>,
    .xFileSize = after_writing<&sqlite3_io_methods::xFileSize, sqlite3_int64*>,
    .xLock = after_writing<&sqlite3_io_methods::xLock, int>,
    .xUnlock = after_writing<&sqlite3_io_methods::xUnlock, int>,
    .xCheckReservedLock = after_writing<&sqlite3_io_methods::xCheckReservedLock, int*>,
    .xFileControl = after_writing<&sqlite3_io_methods::xFileControl, int, void*>,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = characteristics,
    .xShmMap = nullptr,
    .xShmLock = nullptr,
    .xShmBarrier = nullptr,
    .xShmUnmap = nullptr,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

int open_log(const char* name, sqlite3_file* file, int flags, int* flags_out) {
    auto& log = *new (file) Log{};
    const int result = default_files().xOpen(&default_files(), name, log.file(), flags, flags_out);
    if (result != SQLITE_OK) return result;
    log.gathered = new std::vector<std::byte>;
    log.gathered->reserve(gathered_bytes_max);
    log.seen_by_sqlite.pMethods = &log_methods;
    return SQLITE_OK;
}

int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* flags_out) {
    if ((flags & SQLITE_OPEN_WAL) != 0) return open_log(name, file, flags, flags_out);
    return default_files().xOpen(&default_files(), name, file, flags, flags_out);
}

}  // namespace

const char* gathered_log() {
    static sqlite3_vfs files = [] {
        auto like_default = default_files();
        like_default.zName = "gathered_log";
        like_default.szOsFile += static_cast<int>(sizeof(Log));
        like_default.xOpen = open;
        return like_default;
    }();
    [[maybe_unused]] static const int registered = sqlite3_vfs_register(&files, 0);
    return files.zName;
}

}  // namespace boxoffice::sqlite

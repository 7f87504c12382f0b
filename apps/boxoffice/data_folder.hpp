#pragma once

#include "platform/config/secret.hpp"
#include "platform/id/uuid.hpp"

#include <filesystem>
#include <string>

namespace boxoffice {

/// An advisory lock on a file, which is made if need be; it ends with the process at the latest.
class FileLock {
public:
    enum class Kind { alone, shared };

    /// Throws std::runtime_error "<what> is in use by another process" when the lock cannot be had at once.
    FileLock(const std::string& path, Kind kind, const std::string& what);
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;
    ~FileLock();

private:
    int file_ = -1;
};

/// The folder of the embedded stores, mails, the log and the keys. A process that uses an embedded store has it alone;
/// processes that use none share it.
class DataFolder {
public:
    /// Makes the folder if need be, for its owner alone, and locks it. Throws std::runtime_error, which names the
    /// folder, when the lock cannot be had.
    DataFolder(std::filesystem::path path, FileLock::Kind kind);

    /// "<folder>/<name>".
    std::string file(const std::string& name) const { return (path_ / name).string(); }
    const std::filesystem::path& path() const { return path_; }

    /// The secret in a file of this name; made, with mode 0600, when there is none. Processes that do this at once get
    /// the same.
    Secret secret(const std::string& name, Random& random) const;

private:
    std::filesystem::path path_;
    FileLock lock_;
};

/// The secret in the file; empty when there is none.
Secret read_secret(const std::filesystem::path& file);

}  // namespace boxoffice

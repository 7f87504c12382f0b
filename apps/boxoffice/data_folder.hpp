#pragma once

#include "platform/config/secret.hpp"
#include "platform/id/uuid.hpp"

#include <filesystem>
#include <string>

namespace boxoffice {

/// The folder of the embedded stores, used by one process at a time.
class DataFolder {
public:
    /// Makes the folder if need be, for its owner alone, and locks it. Throws std::runtime_error, which names the
    /// folder, when another process has it.
    explicit DataFolder(std::filesystem::path path);
    DataFolder(const DataFolder&) = delete;
    DataFolder& operator=(const DataFolder&) = delete;
    ~DataFolder();

    /// "<folder>/<name>".
    std::string file(const std::string& name) const { return (path_ / name).string(); }
    const std::filesystem::path& path() const { return path_; }

    /// The secret in a file of this name; made, with mode 0600, when there is none.
    Secret secret(const std::string& name, Random& random) const;

private:
    std::filesystem::path path_;
    int lock_ = -1;
};

/// The secret in the file; empty when there is none.
Secret read_secret(const std::filesystem::path& file);

}  // namespace boxoffice

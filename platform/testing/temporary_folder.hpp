#pragma once

#include <filesystem>
#include <string>

namespace boxoffice {

/// A folder of the test's own, removed with its contents. Throws std::system_error when it cannot be made.
class TemporaryFolder {
public:
    TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder();

    const std::filesystem::path& path() const { return path_; }
    /// The path of a file in it, which need not exist.
    std::string file(const std::string& name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

}  // namespace boxoffice

#pragma once

#include <sys/types.h>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::files {

/// An open file or folder. Failures are std::system_error, which names the path.
class File {
public:
    /// `flags` and `mode` as open(2) takes them.
    explicit File(std::filesystem::path path, int flags, mode_t mode = 0);
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File();

    void write(std::string_view bytes) const;
    /// What was written is on the disk; of a folder: the names in it. A file's name is its folder's affair.
    void sync() const;
    /// Everything that was written to the same file system is on the disk: one call where many files were written.
    void sync_file_system() const;
    /// Nothing when the file is empty. It must be open for reading, too.
    std::optional<char> last_character() const;

private:
    void check(bool good) const;

    std::filesystem::path path_;
    int descriptor_;
};

/// Makes the names in a folder last: of files that were created, linked, renamed or removed.
void sync_folder(const std::filesystem::path& folder);

/// Makes a folder, for its owner alone, and those that it stands in, as far as they are missing. They last.
void make_folder(const std::filesystem::path& folder);

/// Writes a file of mode 0600 that lasts, and is there whole or not at all, whatever fails; one that is there already
/// stays. Processes may do this at once.
void write_new_file(const std::filesystem::path& path, std::string_view bytes);

}  // namespace boxoffice::files

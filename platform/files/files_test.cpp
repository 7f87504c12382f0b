#include "platform/files/files.hpp"
#include "platform/testing/temporary_folder.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>

#include <fstream>
#include <iterator>
#include <system_error>

namespace boxoffice::files {
namespace {

namespace fs = std::filesystem;

struct Files : testing::Test {
    TemporaryFolder folder;

    static std::string contents(const fs::path& path) {
        std::ifstream file(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    std::size_t count() const {
        return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator{}));
    }
};

TEST_F(Files, a_new_file_is_whole_its_owners_alone_and_nothing_else_is_left) {
    write_new_file(folder.file("key"), "secret");
    EXPECT_EQ(contents(folder.file("key")), "secret");
    EXPECT_EQ(fs::status(folder.file("key")).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_EQ(count(), 1);
}

TEST_F(Files, a_file_that_is_there_already_stays) {
    write_new_file(folder.file("key"), "first");
    write_new_file(folder.file("key"), "second");
    EXPECT_EQ(contents(folder.file("key")), "first");
    EXPECT_EQ(count(), 1);
}

TEST_F(Files, what_a_process_that_died_left_is_replaced) {
    std::ofstream(folder.file("key.new-" + std::to_string(::getpid()))) << "half";
    write_new_file(folder.file("key"), "secret");
    EXPECT_EQ(contents(folder.file("key")), "secret");
    EXPECT_EQ(count(), 1);
}

TEST_F(Files, a_folder_is_made_with_those_above_it_for_its_owner_alone) {
    const auto inner = folder.path() / "above" / "inner" / "";
    make_folder(inner);
    make_folder(inner);
    EXPECT_EQ(fs::status(inner).permissions(), fs::perms::owner_all);
    EXPECT_EQ(fs::status(inner.parent_path().parent_path()).permissions(), fs::perms::owner_all);
}

TEST_F(Files, a_folder_that_cannot_be_made_is_named) {
    std::ofstream(folder.file("file")) << "in the way";
    try {
        make_folder(folder.path() / "file" / "inner");
        FAIL() << "made";
    } catch (const std::system_error& fault) {
        EXPECT_THAT(fault.what(), testing::HasSubstr(folder.file("file")));
    }
}

TEST_F(Files, the_last_character_is_known) {
    const File file(folder.file("lines"), O_RDWR | O_CREAT | O_APPEND, 0600);
    EXPECT_EQ(file.last_character(), std::nullopt);
    file.write("a\n");
    EXPECT_EQ(file.last_character(), '\n');
    file.write("b");
    EXPECT_EQ(file.last_character(), 'b');
}

}  // namespace
}  // namespace boxoffice::files

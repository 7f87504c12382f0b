#include "platform/config/settings.hpp"

#include "platform/testing/temporary_folder.hpp"

#include "platform/json/write.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace boxoffice {
namespace {

using testing::AllOf;
using testing::HasSubstr;

template <class T>
concept CanBeWrittenAsJson = requires(std::string out, const T& value) { json::append(out, value); };

static_assert(CanBeWrittenAsJson<std::string>);
static_assert(!CanBeWrittenAsJson<Secret>);
static_assert(!fmt::is_formattable<Secret>::value);
static_assert(!std::is_convertible_v<Secret, std::string> && !std::is_convertible_v<Secret, std::string_view>);

const Declared hold{"HOLD_SECONDS", "600", "s", "How long tickets are held."};
const Declared host{"BOXOFFICE_HOST", "127.0.0.1", "", "The address to listen on."};
const Declared token{"SMS_TOKEN", "", "", "Proves who sends.", true};

/// What the function's SettingError says.
template <class Function>
std::string complaint(Function function) {
    try {
        function();
    } catch (const SettingError& error) {
        return error.what();
    }
    return "none";
}

class File {
public:
    explicit File(const std::string& text) { std::ofstream(path()) << text; }
    std::string path() const { return folder_.file("boxoffice.toml"); }

private:
    TemporaryFolder folder_;
};

TEST(Settings, the_environment_comes_before_the_file_before_the_fallback) {
    const File file("HOLD_SECONDS = 30\nBOXOFFICE_HOST = \"0.0.0.0\"\nFLAG = true\n");
    Settings settings({{"BOXOFFICE_CONFIG", file.path()}, {"HOLD_SECONDS", "20"}});
    EXPECT_EQ(settings.integer(hold, 1, 3600), 20);
    EXPECT_EQ(settings.text(host), "0.0.0.0");
    EXPECT_TRUE(settings.boolean({"FLAG", "", "", ""}));
    EXPECT_EQ(settings.integer({"BATCH_MAX", "128", "", ""}, 1, 1000), 128);
    settings.refuse_unknown();
}

TEST(Settings, the_empty_text_counts_as_unset) {
    Settings settings({{"HOLD_SECONDS", ""}, {"SMTP_URL", ""}, {"BOXOFFICE_CONFIG", ""}});
    EXPECT_EQ(settings.integer(hold, 1, 3600), 600);
    EXPECT_EQ(settings.optional_text({"SMTP_URL", "", "", ""}), std::nullopt);
    EXPECT_EQ(settings.text({"MAIL_FROM", "", "", ""}), "");
}

TEST(Settings, whole_numbers_stay_within_their_limits) {
    for (const char* good : {"1", "3600"})
        EXPECT_EQ(std::to_string(Settings({{"HOLD_SECONDS", good}}).integer(hold, 1, 3600)), good);
    for (const char* bad : {"0", "3601", "-1", "ten", "1.5", "1 ", " 1", "+1", "0x10", "99999999999999999999"}) {
        Settings settings({{"HOLD_SECONDS", bad}});
        EXPECT_EQ(complaint([&] { settings.integer(hold, 1, 3600); }),
                  "HOLD_SECONDS (environment): \"" + std::string(bad) + "\" must be a whole number from 1 to 3600 s");
    }
}

TEST(Settings, truth_has_four_spellings) {
    const Declared flag{"FLAG", "", "", ""};
    for (const char* yes : {"true", "1"}) EXPECT_TRUE(Settings({{"FLAG", yes}}).boolean(flag));
    for (const char* no : {"false", "0", ""}) EXPECT_FALSE(Settings({{"FLAG", no}}).boolean(flag));
    EXPECT_THROW(Settings({{"FLAG", "yes"}}).boolean(flag), SettingError);
}

TEST(Settings, secrets_are_masked) {
    Settings settings({{"SMS_TOKEN", "swordfish"}});
    EXPECT_EQ(settings.secret(token).reveal(), "swordfish");
    EXPECT_TRUE(settings.secret({"OTHER", "", "", ""}).empty());
    for (const auto& printed : settings.printed()) EXPECT_NE(printed.value, "swordfish");
    const auto said = complaint([&] { settings.integer(token, 0, 1); });
    EXPECT_THAT(said, HasSubstr("SMS_TOKEN"));
    EXPECT_THAT(said, testing::Not(HasSubstr("swordfish")));
}

TEST(Settings, prints_what_was_read_once_and_in_order) {
    const File file("HOLD_SECONDS = 30\n");
    Settings settings({{"BOXOFFICE_CONFIG", file.path()}, {"SMS_TOKEN", "swordfish"}});
    settings.secret(token);
    settings.integer(hold, 1, 3600);
    settings.text(host);
    settings.text(host);
    std::vector<std::string> lines;
    for (const auto& [declared, value, source] : settings.printed())
        lines.push_back(declared.name + "=" + value + " " + source);
    EXPECT_THAT(lines, testing::ElementsAre("BOXOFFICE_CONFIG=" + file.path() + " environment",
                                            "SMS_TOKEN=(secret, set) environment", "HOLD_SECONDS=30 file",
                                            "BOXOFFICE_HOST=127.0.0.1 default"));
}

TEST(Settings, unknown_names_with_the_prefix_are_refused) {
    Settings settings({{"BOXOFFICE_HOTS", "::1"}, {"PATH", "/bin"}});
    settings.text(host);
    EXPECT_EQ(complaint([&] { settings.refuse_unknown(); }),
              "BOXOFFICE_HOTS (in the environment) is not a setting; did you mean BOXOFFICE_HOST?");
    settings.text({"BOXOFFICE_HOTS", "", "", ""});
    EXPECT_EQ(complaint([&] { settings.refuse_unknown(); }), "none");
}

TEST(Settings, unknown_keys_of_the_file_are_refused) {
    const File file("COLOUR = \"red\"\n");
    Settings settings({{"BOXOFFICE_CONFIG", file.path()}});
    settings.text(host);
    EXPECT_EQ(complaint([&] { settings.refuse_unknown(); }),
              "COLOUR (in the file of BOXOFFICE_CONFIG) is not a setting");
}

TEST(Settings, a_file_does_not_name_another_file) {
    const File file("BOXOFFICE_CONFIG = \"other.toml\"\n");
    Settings settings({{"BOXOFFICE_CONFIG", file.path()}});
    EXPECT_THROW(settings.refuse_unknown(), SettingError);
}

TEST(Settings, a_file_that_is_absent_or_not_toml_is_refused_with_its_name) {
    EXPECT_THAT(complaint([] { Settings({{"BOXOFFICE_CONFIG", "/no/such/file.toml"}}); }),
                HasSubstr("/no/such/file.toml"));
    const File file("A = 1\nB = = 2\n");
    EXPECT_THAT(complaint([&] { Settings({{"BOXOFFICE_CONFIG", file.path()}}); }),
                AllOf(HasSubstr(file.path()), HasSubstr("line 2")));
}

TEST(Settings, the_file_holds_texts_whole_numbers_and_truths_alone) {
    for (const char* text : {"A = 1.5\n", "A = [1]\n", "A = 2027-03-14\n", "[A]\nB = 1\n", "A.B = 1\n"}) {
        const File file(text);
        EXPECT_THAT(complaint([&] { Settings({{"BOXOFFICE_CONFIG", file.path()}}); }), HasSubstr(": A must be"))
            << text;
    }
}

TEST(Settings, reads_the_environment_of_the_process) {
    ASSERT_EQ(::setenv("SETTINGS_TEST_VALUE", "a=b", 1), 0);
    EXPECT_EQ(Settings::from_process().text({"SETTINGS_TEST_VALUE", "", "", ""}), "a=b");
}

}  // namespace
}  // namespace boxoffice

#include "platform/log/log.hpp"

#include "platform/testing/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/json/parse.hpp>

#include <filesystem>
#include <fstream>
#include <thread>

namespace boxoffice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class LogTest : public testing::Test {
protected:
    std::string path(const std::string& name = "boxoffice.log") const { return folder_.file(name); }

    std::vector<std::string> lines(const std::string& name = "boxoffice.log") const {
        std::ifstream in(path(name));
        std::vector<std::string> all;
        for (std::string line; std::getline(in, line);) all.push_back(line);
        return all;
    }

    std::vector<std::string> messages(const std::string& name = "boxoffice.log") const {
        std::vector<std::string> all;
        for (const auto& line : lines(name))
            all.emplace_back(boost::json::parse(line).as_object().at("message").as_string());
        return all;
    }

private:
    TemporaryFolder folder_;
};

TEST_F(LogTest, a_line_is_an_object_with_its_members_in_order) {
    LogFile file({.path = path()});
    const auto trace = *Trace::parse("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    const Log log(file, "booking");
    log.info(trace, "booked \"it\"\n", {{"tickets", 2}, {"event", "Opera"}, {"paid", true}});
    file.flush();
    const auto all = lines();
    ASSERT_EQ(all.size(), 1u);
    const std::string start = R"({"time":")";
    ASSERT_TRUE(all[0].starts_with(start));
    const auto time_end = all[0].find('"', start.size());
    EXPECT_TRUE(from_rfc3339(all[0].substr(start.size(), time_end - start.size())));
    EXPECT_EQ(all[0].substr(time_end),
              R"(","level":"info","service":"booking","message":"booked \"it\"\n",)"
              R"("trace_id":"0af7651916cd43dd8448eb211c80319c","tickets":2,"event":"Opera","paid":true})");
}

TEST_F(LogTest, leaves_out_what_is_below_the_level) {
    LogFile file({.path = path(), .level = Level::warning});
    const Log log(file, "user");
    const Trace trace;
    log.debug("1");
    log.info("2");
    log.info(trace, "3");
    log.warning("4");
    log.warning(trace, "5");
    log.error("6");
    log.error(trace, "7");
    file.flush();
    EXPECT_THAT(messages(), ElementsAre("4", "5", "6", "7"));
}

TEST_F(LogTest, a_log_without_a_file_is_silent) {
    const Log log;
    log.error("nobody hears it", {{"a", 1}});
    EXPECT_FALSE(std::filesystem::exists(path()));
}

TEST_F(LogTest, lines_are_written_without_being_asked_for) {
    LogFile file({.path = path()});
    const Log log(file, "event");
    for (const char* message : {"first", "second"}) {
        const auto before = lines().size();
        log.info(message);
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        while (lines().size() == before && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
        ASSERT_EQ(lines().size(), before + 1);
    }
}

TEST_F(LogTest, what_was_given_is_written_when_the_file_closes) {
    {
        LogFile file({.path = path()});
        Log(file, "event").info("last words");
    }
    EXPECT_THAT(messages(), ElementsAre("last words"));
}

TEST_F(LogTest, appends_to_what_is_there) {
    for (const char* message : {"one", "two"}) {
        LogFile file({.path = path()});
        Log(file, "event").info(message);
    }
    EXPECT_THAT(messages(), ElementsAre("one", "two"));
}

TEST_F(LogTest, lines_of_many_writers_stay_whole) {
    constexpr int lines_each = 2'000;
    {
        LogFile one({.path = path()});
        LogFile other({.path = path()});
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < 4; ++thread)
            threads.emplace_back([&, thread] {
                const Log log(thread % 2 == 0 ? one : other, "booking");
                for (int i = 0; i < lines_each; ++i) log.info(std::string(200, 'x'), {{"thread", thread}, {"i", i}});
            });
    }
    std::array<int, 4> next{};
    for (const auto& line : lines()) {
        const auto object = boost::json::parse(line).as_object();
        auto& expected = next.at(static_cast<std::size_t>(object.at("thread").as_int64()));
        ASSERT_EQ(object.at("i").as_int64(), expected++);
    }
    EXPECT_THAT(next, ElementsAre(lines_each, lines_each, lines_each, lines_each));
}

TEST_F(LogTest, reopening_goes_on_in_a_new_file) {
    LogFile file({.path = path()});
    const Log log(file, "event");
    log.info("before");
    file.flush();
    std::filesystem::rename(path(), path("old.log"));
    log.info("in between");
    file.flush();
    file.reopen();
    log.info("after");
    file.flush();
    EXPECT_THAT(messages("old.log"), ElementsAre("before", "in between"));
    EXPECT_THAT(messages(), ElementsAre("after"));
}

TEST_F(LogTest, goes_on_in_the_old_file_when_the_new_one_cannot_be_opened) {
    std::filesystem::create_directory(path("logs"));
    LogFile file({.path = path("logs/boxoffice.log")});
    std::filesystem::rename(path("logs"), path("moved"));
    file.reopen();
    Log(file, "event").info("still here");
    file.flush();
    EXPECT_THAT(messages("moved/boxoffice.log"), ElementsAre("still here"));
}

TEST_F(LogTest, a_file_that_cannot_be_opened_is_a_fault) {
    EXPECT_THROW(LogFile({.path = path("no/such/folder.log")}), std::system_error);
}

TEST_F(LogTest, a_full_disk_stops_nobody) {
    LogFile file({.path = "/dev/full"});
    const Log log(file, "event");
    log.info("lost");
    file.flush();
    log.info("lost too");
    file.flush();
}

TEST_F(LogTest, goes_to_standard_output_too_when_asked) {
    testing::internal::CaptureStdout();
    {
        LogFile file({.path = path(), .standard_output = true});
        Log(file, "event").info("both");
    }
    EXPECT_THAT(testing::internal::GetCapturedStdout(), HasSubstr("\"message\":\"both\"}\n"));
    EXPECT_THAT(messages(), ElementsAre("both"));
}

TEST(Describe, says_what_an_exception_says_and_why) {
    EXPECT_EQ(describe(nullptr), "no exception");
    EXPECT_EQ(describe(std::make_exception_ptr(std::runtime_error("disk full"))), "disk full");
    EXPECT_EQ(describe(std::make_exception_ptr(7)), "an exception without words");
    try {
        try {
            throw std::runtime_error("disk full");
        } catch (...) {
            std::throw_with_nested(std::runtime_error("cannot book"));
        }
    } catch (...) {
        EXPECT_EQ(describe(std::current_exception()), "cannot book: disk full");
    }
}

}  // namespace
}  // namespace boxoffice

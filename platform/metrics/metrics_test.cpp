#include "platform/metrics/metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace boxoffice {
namespace {

using testing::HasSubstr;

TEST(Metrics, are_written_in_the_exposition_format) {
    Metrics metrics("booking");
    metrics.counter("boxoffice_bookings_total", "Bookings made.", {{"status", "CONFIRMED"}}).increment();
    metrics.gauge("boxoffice_queue_length", "Messages that wait.").set(2.5);
    const auto text = metrics.text();
    EXPECT_THAT(text, HasSubstr("# HELP boxoffice_bookings_total Bookings made.\n"
                                "# TYPE boxoffice_bookings_total counter\n"
                                "boxoffice_bookings_total{service=\"booking\",status=\"CONFIRMED\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("# TYPE boxoffice_queue_length gauge\n"
                                "boxoffice_queue_length{service=\"booking\"} 2.5\n"));
}

TEST(Metrics, a_histogram_counts_seconds_in_buckets) {
    Metrics metrics("user");
    auto& histogram = metrics.histogram("boxoffice_request_seconds", "How long requests take.", {{"route", "GET /"}});
    histogram.observe(0.003);
    histogram.observe(0.2);
    histogram.observe(60);
    const auto text = metrics.text();
    for (const char* line : {"boxoffice_request_seconds_count{service=\"user\",route=\"GET /\"} 3\n",
                             "boxoffice_request_seconds_bucket{service=\"user\",route=\"GET /\",le=\"0.0025\"} 0\n",
                             "boxoffice_request_seconds_bucket{service=\"user\",route=\"GET /\",le=\"0.005\"} 1\n",
                             "boxoffice_request_seconds_bucket{service=\"user\",route=\"GET /\",le=\"0.25\"} 2\n",
                             "boxoffice_request_seconds_bucket{service=\"user\",route=\"GET /\",le=\"+Inf\"} 3\n"})
        EXPECT_THAT(text, HasSubstr(line));
}

TEST(Metrics, the_same_name_and_labels_are_the_same_metric) {
    Metrics metrics("event");
    auto& one = metrics.counter("boxoffice_reads_total", "Reads.", {{"kind", "a"}});
    auto& same = metrics.counter("boxoffice_reads_total", "Reads.", {{"kind", "a"}});
    auto& other = metrics.counter("boxoffice_reads_total", "Reads.", {{"kind", "b"}});
    EXPECT_EQ(&one, &same);
    EXPECT_NE(&one, &other);
    one.increment(2);
    other.increment();
    EXPECT_THAT(metrics.text(), HasSubstr("kind=\"a\"} 2\n"));
    EXPECT_THAT(metrics.text(), HasSubstr("kind=\"b\"} 1\n"));
}

TEST(Metrics, label_values_are_escaped) {
    Metrics metrics("event");
    metrics.gauge("boxoffice_state", "State.", {{"name", "a\"b\\c\nd"}}).set(1);
    EXPECT_THAT(metrics.text(), HasSubstr("name=\"a\\\"b\\\\c\\nd\""));
}

TEST(Metrics, count_from_many_threads) {
    Metrics metrics("event");
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] {
                for (int j = 0; j < 1'000; ++j) metrics.counter("boxoffice_turns_total", "Turns.").increment();
            });
    }
    EXPECT_THAT(metrics.text(), HasSubstr("boxoffice_turns_total{service=\"event\"} 4000\n"));
}

}  // namespace
}  // namespace boxoffice

#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace prometheus {
class Registry;
}

namespace boxoffice {

/// A count that only grows. Safe from any thread.
class Counter {
public:
    virtual ~Counter() = default;
    virtual void increment(double by = 1) = 0;
};

/// A value that moves. Safe from any thread.
class Gauge {
public:
    virtual ~Gauge() = default;
    virtual void set(double value) = 0;
};

/// A distribution of seconds. Safe from any thread.
class Histogram {
public:
    virtual ~Histogram() = default;
    virtual void observe(double seconds) = 0;
};

/// The metrics of one service, in Prometheus' text format. Names begin with `boxoffice_`; references stay good as long
/// as this object. Asking again for the same name and labels gives the same metric.
class Metrics {
public:
    using Labels = std::map<std::string, std::string>;

    explicit Metrics(std::string service);
    ~Metrics();

    Counter& counter(const std::string& name, const std::string& help, const Labels& labels = {});
    Gauge& gauge(const std::string& name, const std::string& help, const Labels& labels = {});
    Histogram& histogram(const std::string& name, const std::string& help, const Labels& labels = {});

    /// The exposition format, version 0.0.4.
    std::string text() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace boxoffice

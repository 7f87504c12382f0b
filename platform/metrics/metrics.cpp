#include "platform/metrics/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <cassert>
#include <mutex>
#include <sstream>

namespace boxoffice {

namespace {

const prometheus::Histogram::BucketBoundaries bounds_s{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                       0.1,    0.25,  0.5,    1,     2.5,  5,     10};

class CounterOf final : public Counter {
public:
    explicit CounterOf(prometheus::Family<prometheus::Counter>& family, const Metrics::Labels& labels)
        : counter_(family.Add(labels)) {}
    void increment(double by) override { counter_.Increment(by); }

private:
    prometheus::Counter& counter_;
};

class GaugeOf final : public Gauge {
public:
    explicit GaugeOf(prometheus::Family<prometheus::Gauge>& family, const Metrics::Labels& labels)
        : gauge_(family.Add(labels)) {}
    void set(double value) override { gauge_.Set(value); }

private:
    prometheus::Gauge& gauge_;
};

class HistogramOf final : public Histogram {
public:
    explicit HistogramOf(prometheus::Family<prometheus::Histogram>& family, const Metrics::Labels& labels)
        : histogram_(family.Add(labels, bounds_s)) {}
    void observe(double seconds) override { histogram_.Observe(seconds); }

private:
    prometheus::Histogram& histogram_;
};

template <class Metric>
using Known = std::map<std::pair<std::string, Metrics::Labels>, std::unique_ptr<Metric>>;

}  // namespace

struct Metrics::State {
    std::string service;
    prometheus::Registry registry{prometheus::Registry::InsertBehavior::Merge};
    std::mutex mutex;
    Known<Counter> counters;
    Known<Gauge> gauges;
    Known<Histogram> histograms;

    template <class Adapter, class Metric, class Builder>
    Metric& get(Known<Metric>& known, Builder builder, const std::string& name, const std::string& help,
                const Labels& labels) {
        assert(name.starts_with("boxoffice_"));
        const std::lock_guard lock(mutex);
        auto& metric = known[{name, labels}];
        if (metric == nullptr) {
            auto& family = builder.Name(name).Help(help).Labels({{"service", service}}).Register(registry);
            metric = std::make_unique<Adapter>(family, labels);
        }
        return *metric;
    }
};

Metrics::Metrics(std::string service) : state_(std::make_unique<State>()) { state_->service = std::move(service); }

Metrics::~Metrics() = default;

Counter& Metrics::counter(const std::string& name, const std::string& help, const Labels& labels) {
    return state_->get<CounterOf>(state_->counters, prometheus::BuildCounter(), name, help, labels);
}

Gauge& Metrics::gauge(const std::string& name, const std::string& help, const Labels& labels) {
    return state_->get<GaugeOf>(state_->gauges, prometheus::BuildGauge(), name, help, labels);
}

Histogram& Metrics::histogram(const std::string& name, const std::string& help, const Labels& labels) {
    return state_->get<HistogramOf>(state_->histograms, prometheus::BuildHistogram(), name, help, labels);
}

std::string Metrics::text() const {
    std::ostringstream out;
    prometheus::TextSerializer().Serialize(out, state_->registry.Collect());
    return std::move(out).str();
}

}  // namespace boxoffice

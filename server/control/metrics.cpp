#include "control/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <map>
#include <mutex>
#include <tuple>

namespace fake_ice::control {
namespace {

/// In seconds: from what an answer usually takes to what a delay may make it.
const prometheus::Histogram::BucketBoundaries kBuckets{0.0001, 0.0003, 0.001, 0.003, 0.01,
                                                       0.03,   0.1,    0.3,   1,     10};

}  // namespace

class Metrics::Impl {
 public:
  using Labels = std::tuple<std::string, std::string, int>;

  prometheus::Counter& CounterFor(const Labels& labels) {
    const std::scoped_lock lock(mutex_);
    prometheus::Counter*& counter = counters_[labels];
    if (counter == nullptr) {
      const auto& [action, code, status] = labels;
      counter =
          &requests_.Add({{"action", action}, {"code", code}, {"status", std::to_string(status)}});
    }
    return *counter;
  }

  prometheus::Registry registry;

 private:
  prometheus::Family<prometheus::Counter>& requests_ =
      prometheus::BuildCounter()
          .Name("fake_ice_requests_total")
          .Help("Requests of the emulated API, by action, error code and HTTP status.")
          .Register(registry);
  std::mutex mutex_;
  std::map<Labels, prometheus::Counter*> counters_;  // owned by requests_

 public:
  prometheus::Histogram& duration = prometheus::BuildHistogram()
                                        .Name("fake_ice_request_duration_seconds")
                                        .Help("Time from a whole request to its answer.")
                                        .Register(registry)
                                        .Add({}, kBuckets);
  prometheus::Gauge& journal_entries = prometheus::BuildGauge()
                                           .Name("fake_ice_journal_entries")
                                           .Help("Requests that the journal holds.")
                                           .Register(registry)
                                           .Add({});
};

Metrics::Metrics(std::string_view version) : impl_(std::make_unique<Impl>()) {
  prometheus::BuildGauge()
      .Name("fake_ice_build_info")
      .Help("Always 1; the label says which fake-ice this is.")
      .Register(impl_->registry)
      .Add({{"version", std::string(version)}})
      .Set(1);
}
Metrics::~Metrics() = default;

void Metrics::CountRequest(std::string_view action, std::string_view code, int status,
                           std::chrono::microseconds duration) {
  // Prometheus takes an empty label for one that is not there.
  const std::string action_label(action.empty() ? "none" : action);
  const std::string code_label(code.empty() ? "OK" : code);
  impl_->CounterFor({action_label, code_label, status}).Increment();
  impl_->duration.Observe(std::chrono::duration<double>(duration).count());
}

void Metrics::SetJournalEntries(std::size_t entries) {
  impl_->journal_entries.Set(static_cast<double>(entries));
}

std::string Metrics::Text() const {
  return prometheus::TextSerializer().Serialize(impl_->registry.Collect());
}

}  // namespace fake_ice::control

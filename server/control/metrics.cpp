#include "control/metrics.h"
#include "base/spinning_mutex.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <map>
#include <mutex>
#include <tuple>

namespace fake_ice::control {
namespace {

/// In seconds: from what an answer usually takes to what a delay may make it.
constexpr std::array kBuckets{0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 10.0};

/// Action, code and status, and how they are ordered and found without a copy.
using Labels = std::tuple<std::string, std::string, int>;
using LabelsView = std::tuple<std::string_view, std::string_view, int>;
struct ByLabels {
  using is_transparent = void;
  bool operator()(const LabelsView& left, const LabelsView& right) const { return left < right; }
};

/// Names and kind of what follows, which stand before its first sample.
void StartFamily(std::string& text, std::string_view name, std::string_view type,
                 std::string_view help) {
  fmt::format_to(std::back_inserter(text), "# HELP {0} {2}\n# TYPE {0} {1}\n", name, type, help);
}

/// As the text format wants a label's value.
std::string Escaped(std::string_view value) {
  std::string escaped;
  for (const char c : value) {
    if (c == '\\' || c == '"') escaped += '\\';
    escaped += c == '\n' ? std::string_view("\\n") : std::string_view(&c, 1);
  }
  return escaped;
}

}  // namespace

class Metrics::Impl {
 public:
  explicit Impl(std::string_view version) : version_(version) {}

  void Count(std::string_view action, std::string_view code, int status, double seconds) {
    const LabelsView labels{action, code, status};
    // A bucket's bound belongs to it.
    const auto bucket = std::ranges::lower_bound(kBuckets, seconds) - kBuckets.begin();
    const std::scoped_lock lock(mutex_);
    auto counter = requests_.find(labels);
    if (counter == requests_.end()) counter = requests_.emplace(labels, 0).first;
    ++counter->second;
    ++durations_[static_cast<std::size_t>(bucket)];
    seconds_ += seconds;
  }

  void SetJournalEntries(std::size_t entries) {
    const std::scoped_lock lock(mutex_);
    journal_entries_ = entries;
  }

  [[nodiscard]] std::string Text() const {
    std::string text;
    const auto end = std::back_inserter(text);
    StartFamily(text, "fake_ice_build_info", "gauge",
                "Always 1; the label says which fake-ice this is.");
    fmt::format_to(end, "fake_ice_build_info{{version=\"{}\"}} 1\n", Escaped(version_));
    const std::scoped_lock lock(mutex_);
    StartFamily(text, "fake_ice_requests_total", "counter",
                "Requests of the emulated API, by action, error code and HTTP status.");
    for (const auto& [labels, count] : requests_) {
      const auto& [action, code, status] = labels;
      fmt::format_to(end, "fake_ice_requests_total{{action=\"{}\",code=\"{}\",status=\"{}\"}} {}\n",
                     Escaped(action), Escaped(code), status, count);
    }
    StartFamily(text, "fake_ice_request_duration_seconds", "histogram",
                "Time from a whole request to its answer.");
    std::uint64_t up_to_bound = 0;
    for (std::size_t i = 0; i < durations_.size(); ++i) {
      up_to_bound += durations_[i];
      const std::string bound = i < kBuckets.size() ? fmt::to_string(kBuckets[i]) : "+Inf";
      fmt::format_to(end, "fake_ice_request_duration_seconds_bucket{{le=\"{}\"}} {}\n", bound,
                     up_to_bound);
    }
    fmt::format_to(end,
                   "fake_ice_request_duration_seconds_sum {}\n"
                   "fake_ice_request_duration_seconds_count {}\n",
                   seconds_, up_to_bound);
    StartFamily(text, "fake_ice_journal_entries", "gauge", "Requests that the journal holds.");
    fmt::format_to(end, "fake_ice_journal_entries {}\n", journal_entries_);
    return text;
  }

 private:
  const std::string version_;
  mutable base::SpinningMutex mutex_;
  std::map<Labels, std::uint64_t, ByLabels> requests_;
  std::array<std::uint64_t, kBuckets.size() + 1> durations_{};  ///< by bucket; the last has no end
  double seconds_ = 0;                                          ///< of all together
  std::size_t journal_entries_ = 0;
};

Metrics::Metrics(std::string_view version) : impl_(std::make_unique<Impl>(version)) {}
Metrics::~Metrics() = default;

void Metrics::CountRequest(std::string_view action, std::string_view code, int status,
                           std::chrono::microseconds duration) {
  // Prometheus takes an empty label for one that is not there.
  impl_->Count(action.empty() ? "none" : action, code.empty() ? "OK" : code, status,
               std::chrono::duration<double>(duration).count());
}

void Metrics::SetJournalEntries(std::size_t entries) {
  impl_->SetJournalEntries(entries);
}

std::string Metrics::Text() const {
  return impl_->Text();
}

}  // namespace fake_ice::control

#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

namespace fake_ice::control {

/// Counts of the emulated API's requests, for Prometheus. Thread-safe.
class Metrics {
 public:
  explicit Metrics(std::string_view version);
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  /// `action` must be a known one or empty, so that clients cannot make up label values, and is
  /// then `none`; `code` is empty on success, and then `OK`.
  void CountRequest(std::string_view action, std::string_view code, int status,
                    std::chrono::microseconds duration);
  void SetJournalEntries(std::size_t entries);

  /// Everything in Prometheus' text format.
  [[nodiscard]] std::string Text() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace fake_ice::control

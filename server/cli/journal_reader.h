#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

#include "base/expected.h"
#include "cli/command_line.h"

namespace fake_ice::cli {

/// Reads the journal of a server from where it was left, oldest entry first. Not thread-safe;
/// `config` must outlive it.
class JournalReader {
 public:
  using Entries = std::vector<nlohmann::ordered_json>;

  enum class Fault {
    kUnreachable,  ///< no answer
    kLost,         ///< the journal does not know the last entry: a restart, a reset, a full journal
    kRefused,      ///< any other answer than the entries
  };
  struct Failure {
    Fault fault = Fault::kRefused;
    std::string reason;  ///< a sentence
  };
  template <typename T>
  using Result = base::Expected<T, Failure>;

  explicit JournalReader(const TailConfig& config) : config_(config) {}

  /// The last entries, as many as the configuration has lines.
  Result<Entries> ReadLast();

  /// What came since; waits for a while when there is nothing. Empty when nothing came.
  Result<Entries> ReadNext();

  /// Goes on without the last entry, after kLost: from the oldest that came no earlier.
  void Forget() { last_id_.clear(); }

 private:
  [[nodiscard]] Result<Entries> Ask(const std::string& before, const std::string& wait,
                                    std::size_t limit) const;
  void Remember(const nlohmann::ordered_json& newest);

  const TailConfig& config_;
  std::string last_id_;
  std::string last_time_;  ///< in the journal's form, which sorts by time
};

}  // namespace fake_ice::cli

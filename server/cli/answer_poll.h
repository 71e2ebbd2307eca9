#pragma once

#include <string>

#include "base/http_message.h"
#include "cli/command_line.h"

namespace fake_ice::cli {

/// Looks at one answer after the other and says whether the call is to be repeated, as `call
/// --poll` asks. Not thread-safe; `config` must outlive it.
class AnswerPoll {
 public:
  enum class Next {
    kRepeat,
    kReached,  ///< the field has the value
    kFailed,   ///< an error, or a final status that is another one
  };

  explicit AnswerPoll(const PollConfig& config) : config_(config) {}

  Next Look(const base::HttpResponse& answer);

  /// Whether the last answer differs from the one before by more than its RequestId.
  [[nodiscard]] bool Changed() const { return changed_; }

  /// What the last answer says of the field, as a sentence such as `Status is 'Executing'`.
  [[nodiscard]] const std::string& Found() const { return found_; }

  /// Whether the last answer has the field at all, which a slip in its name would prevent.
  [[nodiscard]] bool HasField() const { return has_field_; }

 private:
  const PollConfig& config_;
  std::string last_;
  std::string found_;
  bool changed_ = true;
  bool has_field_ = false;
};

}  // namespace fake_ice::cli

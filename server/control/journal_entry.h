#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/http_message.h"

namespace fake_ice::control {

/// What is kept of one request's body, of one answer's, and of any other text of theirs.
inline constexpr std::size_t kMaxJournalBodyBytes = 64 * 1024;

/// One request of the emulated API and what became of it. Nothing is masked yet.
struct JournalEntry {
  std::string request_id;
  base::Moment time;  ///< when it came
  std::chrono::microseconds duration{};
  std::string account_id;      ///< empty when no account was found
  std::string access_key_id;   ///< as claimed
  std::string action;          ///< as claimed
  std::string job_id;          ///< the parameter JobId, or the job that a submit made; may be empty
  std::string job_ids;         ///< the parameter JobIds of a batch; may be empty
  std::string step;            ///< the check that answered, such as `Signature`
  std::string fault;           ///< what a fault did to it, in words; may be empty
  std::string code;            ///< of the error; empty on success
  std::string explanation;     ///< what x-fake-ice-explain said; may be empty
  std::string string_to_sign;  ///< the server's, when a signature failed
  std::string canonical_request;  ///< the server's, when a V3 signature failed
  std::string remote_address;
  base::HttpRequest request;
  base::HttpResponse response;
  std::size_t request_body_bytes = 0;   ///< before a long body was cut; set by PackedEntry
  std::size_t response_body_bytes = 0;  ///< likewise
};

/// What an entry is looked for by. Views into the packed entry.
struct JournalKeys {
  std::string_view request_id;
  std::string_view account_id;
  std::string_view action;
  std::string_view code;
  std::string_view job_id;
  std::string_view job_ids;
};

/// An entry in one piece of memory, as the thousands are kept that hardly anybody looks at. Texts
/// that are too long are cut, bodies after their sizes were noted. Immutable, cheap to copy,
/// thread-safe.
class PackedEntry {
 public:
  PackedEntry() = default;  ///< holds no entry: nothing may be asked of it
  explicit PackedEntry(const JournalEntry& entry);

  /// They live as long as this or a copy of it.
  [[nodiscard]] JournalKeys Keys() const;
  [[nodiscard]] JournalEntry Unpack() const;

  /// Of memory.
  [[nodiscard]] std::size_t Bytes() const { return size_; }

 private:
  std::shared_ptr<const char[]> bytes_;  // NOLINT(*-avoid-c-arrays): with its count, in one piece
  std::size_t size_ = 0;
};

}  // namespace fake_ice::control

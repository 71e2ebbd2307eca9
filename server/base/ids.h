#pragma once

#include "base/spinning_mutex.h"

#include <array>
#include <mutex>
#include <string>

namespace fake_ice::base {

/// Where identifiers come from. Passed in, so that a test can know them beforehand. Thread-safe.
class IdSource {
 public:
  IdSource() = default;
  IdSource(const IdSource&) = delete;
  IdSource& operator=(const IdSource&) = delete;
  virtual ~IdSource() = default;

  /// An upper-case UUID of today's shape: Unix milliseconds first, version 5, variant 8 to B.
  /// Source: RequestIds in responses of 2026 pasted in public (assumption: request-id-time).
  virtual std::string RequestId() = 0;

  /// 32 lower-case hex digits, as in the header x-acs-trace-id.
  virtual std::string TraceId() = 0;

  /// The id of a submitted job: 32 lower-case hex digits.
  /// Source: help.aliyun.com, API reference of SubmitYikeAIAppJob, response field JobId.
  virtual std::string JobId() = 0;

  /// A signature nonce for requests that fake-ice itself sends: 32 lower-case hex digits.
  virtual std::string Nonce() = 0;
};

/// Identifiers from OpenSSL's random generator, which is asked for many at a time.
class RandomIds final : public IdSource {
 public:
  std::string RequestId() override;
  std::string TraceId() override;
  std::string JobId() override;
  std::string Nonce() override;

 private:
  using Bytes = std::array<char, 16>;

  std::string HexOfNext();
  Bytes NextBytes();

  SpinningMutex mutex_;
  std::string pool_;  // guarded by mutex_; bytes not used yet
};

}  // namespace fake_ice::base

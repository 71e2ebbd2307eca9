#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "store/records.h"

namespace fake_ice::gateway {

/// A job that a request reads, with the state that the answer shows; none when it shows none.
struct PolledJob {
  std::string job_id;
  std::optional<store::JobStatus> seen{};
  bool counted = false;  ///< the job was there and was read
};

/// What became of one request, for log and journal. Nothing in it is masked.
struct CallRecord {
  std::string request_id;
  std::string access_key_id;      ///< as claimed, unless it was a secret; empty when none is named
  bool knows_access_key = false;  ///< it was looked up, and the store has it
  std::string account_id;         ///< empty when no account was found
  std::string action;             ///< as claimed
  std::string job_id;             ///< as claimed, or the one that a submit made
  std::string job_ids;            ///< of a batch, as claimed
  std::string_view step;          ///< the check that answered, or `Operation`
  std::string code;               ///< of the error; empty on success
  std::string explanation;        ///< for the person who made the mistake; may be empty
  std::string string_to_sign;     ///< the server's, when the signature was wrong
  std::string canonical_request;  ///< the server's, when a V3 signature was wrong
  std::string internal_error;     ///< what went wrong inside fake-ice, if anything
  base::Moment account_time;      ///< when it came, on the account's clock
  std::vector<PolledJob> polls;   ///< once it was known who calls
  std::optional<std::chrono::milliseconds> retry_after;  ///< as the answer asked
  std::optional<store::FaultRecord> fault;               ///< that acted on it
};

}  // namespace fake_ice::gateway

#pragma once

#include <string>
#include <string_view>

namespace fake_ice::gateway {

/// What became of one request, for log and journal. Nothing in it is masked.
struct CallRecord {
  std::string request_id;
  std::string access_key_id;      ///< as claimed; empty when the request names none
  std::string account_id;         ///< empty when no account was found
  std::string action;             ///< as claimed
  std::string job_id;             ///< as claimed
  std::string_view step;          ///< the check that answered, or `Operation`
  std::string code;               ///< of the error; empty on success
  std::string explanation;        ///< for the person who made the mistake; may be empty
  std::string string_to_sign;     ///< the server's, when the signature was wrong
  std::string canonical_request;  ///< the server's, when a V3 signature was wrong
  std::string fault;              ///< what went wrong inside fake-ice, if anything
};

}  // namespace fake_ice::gateway

#pragma once

#include <string>
#include <string_view>

#include "auth/policy.h"
#include "base/expected.h"

namespace fake_ice::gateway {

/// Why RAM said no to one request.
struct Denial {
  std::string policy_type;
  std::string owner_id;
  std::string principal_type;
  std::string principal_name;
  std::string reason;
  std::string action;
  std::string resource;
  auth::ConditionContext context;
};

/// The denial as AccessDeniedDetail carries it: base64 that starts like the real service's,
/// `AQEAAAAA`. What follows there is encrypted; here it is JSON (assumption: diagnostic-message).
std::string EncodeDiagnosticMessage(const Denial& denial);

/// The JSON in a message of EncodeDiagnosticMessage, indented: what RAM's DecodeDiagnosticMessage
/// is for the real service's. The error is a sentence.
base::Expected<std::string, std::string> DecodeDiagnosticMessage(std::string_view message);

}  // namespace fake_ice::gateway

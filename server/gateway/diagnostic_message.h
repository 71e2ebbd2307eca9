#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "auth/policy.h"
#include "base/expected.h"

namespace fake_ice::gateway {

/// Whom RAM asked about.
struct Principal {
  std::string type;
  std::string owner_id;
  std::string display_name;
};

/// A policy that decided, and the statement in it, by their places in the user or session of the
/// fixture: policies there have no names.
struct MatchedPolicy {
  std::string policy;       ///< `/Policies/0`
  std::string statement;    ///< `/Policies/0/Statement/1`
  std::string attached_to;  ///< RamUser or RamRole
};

/// Why RAM said no to one request.
struct Denial {
  std::string policy_type;
  Principal principal;
  std::string action;
  std::string resource;
  auth::ConditionContext context;
  std::optional<MatchedPolicy> denied_by;  ///< nothing: no statement allowed it
};

/// The denial as AccessDeniedDetail carries it: base64 that starts like the real service's,
/// `AQEAAAAA`. What follows there is encrypted; here it is JSON (assumption: diagnostic-message).
std::string EncodeDiagnosticMessage(const Denial& denial);

/// The fields of RAM's DecodeDiagnosticMessage, with the place of the statement beside.
/// The JSON in a message of EncodeDiagnosticMessage, indented: what RAM's DecodeDiagnosticMessage
/// is for the real service's. The error is a sentence.
base::Expected<std::string, std::string> DecodeDiagnosticMessage(std::string_view message);

}  // namespace fake_ice::gateway

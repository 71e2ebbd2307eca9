#include "gateway/diagnostic_message.h"

#include <nlohmann/json.hpp>

#include "base/digest.h"

namespace fake_ice::gateway {
namespace {

using Json = nlohmann::ordered_json;

// Six bytes whose base64 is AQEAAAAA.
constexpr std::string_view kHeader("\1\1\0\0\0\0", 6);

}  // namespace

std::string EncodeDiagnosticMessage(const Denial& denial) {
  Json conditions = Json::array();
  for (const auto& [key, values] : denial.context) {
    conditions.push_back({{"ConditionKey", key}, {"ConditionValues", values}});
  }
  Json matched = Json::array();
  if (const auto& policy = denial.denied_by) {
    matched.push_back({{"Effect", "Deny"},
                       {"PolicyIdentifier", policy->policy},
                       {"PolicyType", "Custom"},
                       {"PolicyVersion", "v1"},
                       {"AttachedEntityType", policy->attached_to},
                       {"AttachedScope", "Account"},
                       {"Statement", policy->statement}});
  }
  const Json json{{"ExplicitDeny", denial.denied_by.has_value()},
                  {"NoPermissionPolicyType", denial.policy_type},
                  {"AuthAction", denial.action},
                  {"AuthResource", denial.resource},
                  {"AuthPrincipal",
                   {{"AuthPrincipalType", denial.principal.type},
                    {"AuthPrincipalOwnerId", denial.principal.owner_id},
                    {"AuthPrincipalDisplayName", denial.principal.display_name}}},
                  {"AuthConditions", conditions},
                  {"MatchedPolicies", matched}};
  return base::Base64Encode(std::string(kHeader) +
                            json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

base::Expected<std::string, std::string> DecodeDiagnosticMessage(std::string_view message) {
  const auto bytes = base::Base64Decode(message);
  if (!bytes) return base::Unexpected<std::string>("the message is not base64; is it whole?");
  if (!bytes->starts_with(kHeader)) {
    return base::Unexpected<std::string>(
        "this is no EncodedDiagnosticMessage: one starts with AQEAAAAA");
  }
  const Json json = Json::parse(bytes->substr(kHeader.size()), nullptr, false);
  if (json.is_discarded()) {
    return base::Unexpected<std::string>(
        "the message is not one of fake-ice's; only RAM can decode those of the real service");
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace fake_ice::gateway

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
  Json conditions = Json::object();
  for (const auto& [key, values] : denial.context) conditions[key] = values;
  const Json json{{"PolicyType", denial.policy_type},
                  {"AuthPrincipalOwnerId", denial.owner_id},
                  {"AuthPrincipalType", denial.principal_type},
                  {"AuthPrincipalDisplayName", denial.principal_name},
                  {"NoPermissionType", denial.reason},
                  {"AuthAction", denial.action},
                  {"AuthResource", denial.resource},
                  {"Conditions", conditions}};
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

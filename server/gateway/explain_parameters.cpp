#include "gateway/explain_parameters.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"

namespace fake_ice::gateway {
namespace {

/// Parameters of another name that are looked at, and the longest name of them.
constexpr std::size_t kMaxUnknown = 20;
constexpr std::size_t kMaxNameBytes = 64;

/// Source: help.aliyun.com, "Request syntax and signature method V2 for RPC APIs", common request
/// parameters; RegionId is sent by every older SDK.
constexpr std::array<std::string_view, 16> kSystemParameters{
    "Action",         "Version",   "Format",          "AccessKeyId",
    "SignatureNonce", "Timestamp", "SignatureMethod", "SignatureVersion",
    "SignatureType",  "Signature", "SecurityToken",   "BearerToken",
    "RegionId",       "AccountId", "Product",         "ServiceCode"};

bool IsKnown(std::string_view name, const yike::Operation* operation) {
  return std::ranges::count(kSystemParameters, name) > 0 ||
         (operation != nullptr && std::ranges::count(yike::ParametersOf(*operation), name) > 0);
}

/// What the operation reads, and what every request may carry.
std::vector<std::string_view> KnownNames(const yike::Operation* operation) {
  std::vector<std::string_view> names(kSystemParameters.begin(), kSystemParameters.end());
  if (operation != nullptr) {
    const auto own = yike::ParametersOf(*operation);
    names.insert(names.end(), own.begin(), own.end());
  }
  return names;
}

/// What `name` was likely to be, when it is none of `known`; that must not have been sent as well.
std::string ExplainName(const std::string& name, const std::vector<std::string_view>& known,
                        const ApiRequest& request) {
  const auto same = std::ranges::find_if(
      known, [&](std::string_view one) { return base::EqualsIgnoringCase(one, base::Trim(name)); });
  const std::string_view meant = same != known.end() ? *same : base::Nearest(name, known);
  if (meant.empty() || request.Find(meant) != nullptr) return {};
  if (same != known.end() && same->size() == name.size()) {
    return "the parameter is called " + std::string(meant) + ", not " + QuoteForExplanation(name) +
           ": names are case-sensitive";
  }
  return "there is no parameter " + QuoteForExplanation(name) + "; did you mean " +
         std::string(meant) + '?';
}

bool IsJsonType(std::optional<std::string_view> content_type) {
  return content_type && base::ContainsIgnoringCase(*content_type, "json");
}

/// A JSON body where a form is read.
std::string ExplainBody(const ApiRequest& request) {
  const auto first = request.parts.body.find_first_not_of(" \t\r\n");
  if (first == std::string::npos || request.parts.body[first] != '{') return {};
  const auto type = base::FindHeader(request.parts.headers, "Content-Type");
  if (request.scheme == auth::Scheme::kV1) {
    return "the body is JSON, which V1 does not read: send parameters in the query or in a form"
           " body, Content-Type: application/x-www-form-urlencoded";
  }
  if (IsJsonType(type)) return {};
  return "the body is JSON, but its Content-Type is " + QuoteForExplanation(type.value_or("")) +
         ": send application/json, or a form";
}

}  // namespace

std::string QuoteForExplanation(std::string_view text) {
  std::string quoted = '\'' + base::EscapeUnprintable(text.substr(0, kMaxNameBytes));
  return quoted + (text.size() > kMaxNameBytes ? "...'" : "'");
}

std::string ExplainParameters(const ApiRequest& request, const yike::Operation* operation) {
  if (std::string mistake = ExplainBody(request); !mistake.empty()) return mistake;
  std::vector<std::string_view> known;  // once it is asked for: most requests have no other
  std::size_t unknown = 0;
  for (const base::Parameters* parameters : {&request.parts.query, &request.parts.form}) {
    for (const base::Parameter& parameter : *parameters) {
      const std::string& name = parameter.name;
      if (IsKnown(name, operation)) continue;
      if (++unknown > kMaxUnknown) return {};
      if (name.empty() || name.size() > kMaxNameBytes) continue;
      if (known.empty()) known = KnownNames(operation);
      if (std::string mistake = ExplainName(name, known, request); !mistake.empty()) {
        return mistake;
      }
    }
  }
  return {};
}

}  // namespace fake_ice::gateway

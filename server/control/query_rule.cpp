#include "control/query_rule.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"
#include "control/control_request.h"
#include "control/reply.h"
#include "store/records.h"

namespace fake_ice::control {
namespace {

/// The list of names as a sentence's end: `nothing`, `Limit`, `Limit and After`.
std::string Listed(const std::vector<std::string_view>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
    text += names[i];
  }
  return text.empty() ? "none" : text;
}

base::HttpResponse Unknown(const std::string& name, std::span<const QueryParameter> known) {
  std::vector<std::string_view> names;
  for (const QueryParameter& parameter : known) names.push_back(parameter.name);
  const std::string_view nearest = base::Nearest(name, names);
  const std::string hint = nearest.empty() ? "The parameters that it takes: " + Listed(names) + '.'
                                           : "Did you mean \"" + std::string(nearest) + "\"?";
  return ReplyError(400, "InvalidParameter",
                    "Unknown query parameter \"" + base::ToValidUtf8(name) + "\". " + hint);
}

/// What is wrong with a value, as the end of a sentence that begins with the name; else empty.
std::string WrongWith(const std::string& value, QueryKind kind) {
  switch (kind) {
    case QueryKind::kText:
    case QueryKind::kPlace:
      return {};
    case QueryKind::kBoolean:
      return value == "true" || value == "false" ? "" : "must be true or false";
    case QueryKind::kJobStatus:
      return store::ParseJobStatus(value)
                 ? ""
                 : "must be Created, Queuing, Executing, Finished or Failed";
    case QueryKind::kWait:
      return ParseWait(value) ? ""
                              : "must be a duration such as 20s, " +
                                    std::to_string(kMaxWait.count()) + "s at the most";
    case QueryKind::kLimit:
      return ParseLimit(value) ? "" : "must be a number from 1 to " + std::to_string(kMaxListed);
  }
  return {};
}

}  // namespace

std::optional<base::HttpResponse> CheckQuery(const base::Parameters& query,
                                             std::span<const QueryParameter> known) {
  for (const base::Parameter& given : query) {
    const auto parameter = std::ranges::find(known, given.name, &QueryParameter::name);
    if (parameter == known.end()) return Unknown(given.name, known);
    const auto fail = [&](const std::string& reason) {
      return ReplyError(400, "Invalid" + given.name, given.name + ' ' + reason + '.');
    };
    if (std::ranges::count(query, given.name, &base::Parameter::name) > 1) {
      return fail("must be given once");
    }
    if (given.value.empty() && parameter->kind != QueryKind::kPlace) {
      return fail("is empty; leave it out, or give it a value");
    }
    const std::string wrong = WrongWith(given.value, parameter->kind);
    if (!wrong.empty()) return fail(wrong);
  }
  return std::nullopt;
}

}  // namespace fake_ice::control

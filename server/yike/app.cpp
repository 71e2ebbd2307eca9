#include "yike/app.h"

#include "base/pattern.h"
#include "base/text.h"
#include "store/limits.h"

namespace fake_ice::yike {
namespace {

using namespace std::chrono_literals;
using base::JsonMember;
using store::AppParameterRecord;
using store::JobStatus;
using store::ParameterType;

store::AppRecord DefaultApp(const std::string& app_id) {
  return {.app_id = app_id,
          .timeline = {{JobStatus::kCreated},
                       {JobStatus::kQueuing, 2s},
                       {JobStatus::kExecuting, 4s},
                       {JobStatus::kFinished, 10s}},
          .images = {{}}};
}

bool HasType(const JsonMember& value, ParameterType type) {
  switch (type) {
    case ParameterType::kString:
    case ParameterType::kImage:
      return value.kind == JsonMember::Kind::kText;
    case ParameterType::kNumber:
      return value.kind == JsonMember::Kind::kNumber || value.kind == JsonMember::Kind::kInteger;
    case ParameterType::kInteger:
      return value.kind == JsonMember::Kind::kInteger;
    case ParameterType::kBoolean:
      return value.kind == JsonMember::Kind::kBoolean;
  }
  return false;
}

bool Takes(const AppParameterRecord& parameter, const JsonMember& value) {
  if (!HasType(value, parameter.type)) return false;
  const bool is_number =
      parameter.type == ParameterType::kNumber || parameter.type == ParameterType::kInteger;
  if (is_number && parameter.minimum && value.number < *parameter.minimum) return false;
  if (is_number && parameter.maximum && value.number > *parameter.maximum) return false;
  if (parameter.type == ParameterType::kImage && value.text.empty()) return false;
  return !parameter.pattern || base::MatchesPattern(value.text, *parameter.pattern);
}

}  // namespace

std::optional<Failure> CheckLength(const std::string& parameter, std::string_view value,
                                   std::size_t max_characters) {
  if (!base::IsValidUtf8(value)) {
    return Failure{Problem::kInvalidParameter, parameter, parameter + " is not UTF-8"};
  }
  if (base::CountCharacters(value) <= max_characters) return std::nullopt;
  return Failure{Problem::kInvalidParameter, parameter,
                 parameter + " has more than " + std::to_string(max_characters) + " characters"};
}

base::Expected<store::AppRecord, Failure> FindApp(const OperationCall& call,
                                                  const std::string& app_id) {
  if (const auto too_long = CheckLength("AppId", app_id, store::kMaxIdCharacters)) {
    return base::Unexpected<Failure>(*too_long);
  }
  auto app = call.store.FindApp(call.account_id, app_id);
  if (app) return std::move(*app);
  if (call.strict_apps) return base::Unexpected<Failure>({Problem::kInvalidParameter, "AppId"});
  return DefaultApp(app_id);
}

base::Expected<AppParams, Failure> ReadAppParams(const OperationCall& call) {
  const std::string* text = call.find_parameter("AppParams");
  if (text == nullptr || text->empty()) return AppParams{};
  auto params = base::ReadJsonObject(*text);
  if (!params) return base::Unexpected<Failure>({Problem::kInvalidParameter, "AppParams"});
  return std::move(*params);
}

std::vector<AppParamsProblem> CheckAppParams(const store::AppRecord& app, const AppParams& params) {
  std::vector<AppParamsProblem> problems;
  for (const AppParameterRecord& parameter : app.parameters) {
    const JsonMember* value = base::FindMember(params, parameter.key);
    const bool is_missing = value == nullptr && parameter.required;
    if (!is_missing && (value == nullptr || Takes(parameter, *value))) continue;
    const auto kind = parameter.type == ParameterType::kImage ? AppParamsProblem::Kind::kNoImage
                      : is_missing                            ? AppParamsProblem::Kind::kMissing
                                                              : AppParamsProblem::Kind::kInvalid;
    problems.push_back({kind, parameter.key});
  }
  return problems;
}

namespace {

/// `text` with its `${Key}`s replaced.
std::string FillTemplate(std::string_view text, const AppParams& params, std::string_view job_id) {
  std::string filled;
  while (!text.empty()) {
    const auto start = text.find("${");
    const auto end = start == std::string_view::npos ? start : text.find('}', start);
    if (end == std::string_view::npos) break;
    filled += text.substr(0, start);
    const std::string_view key = text.substr(start + 2, end - start - 2);
    if (key == "JobId") {
      filled += job_id;
    } else if (const JsonMember* value = base::FindMember(params, key)) {
      filled += value->text;
    }
    text.remove_prefix(end + 1);
  }
  return filled.append(text);
}

void Fill(std::optional<std::string>& text, std::size_t max_characters, const AppParams& params,
          std::string_view job_id) {
  if (!text) return;
  text = FillTemplate(*text, params, job_id);
  if (text->empty() || base::CountCharacters(*text) > max_characters) text.reset();
}

}  // namespace

void FillOutputs(std::vector<store::Output>& outputs, const AppParams& params,
                 std::string_view job_id) {
  for (store::Output& output : outputs) {
    Fill(output.media_id, store::kMaxIdCharacters, params, job_id);
    Fill(output.output_url, store::kMaxUrlCharacters, params, job_id);
  }
}

}  // namespace fake_ice::yike

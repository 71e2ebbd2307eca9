#include "cli/answer_poll.h"

#include <nlohmann/json.hpp>

#include <optional>

#include "store/records.h"
#include "yike/timeline.h"

namespace fake_ice::cli {
namespace {

std::string NamesIn(const nlohmann::ordered_json& json) {
  std::string names;
  for (const auto& [name, value] : json.items()) names += (names.empty() ? "" : ", ") + name;
  return names;
}

}  // namespace

AnswerPoll::Next AnswerPoll::Look(const base::HttpResponse& answer) {
  auto json = nlohmann::ordered_json::parse(answer.body, nullptr, false);
  has_field_ = json.is_object() && json.contains(config_.field);
  std::string value;
  if (has_field_) {
    const auto& field = json[config_.field];
    value = field.is_string() ? field.get<std::string>() : field.dump();
    found_ = config_.field + " is '" + value + '\'';
  } else {
    found_ = "the answer has no " + config_.field;
    if (json.is_object()) found_ += "; it has " + NamesIn(json);
  }
  if (json.is_object()) json.erase("RequestId");
  const std::string text = json.is_discarded() ? answer.body : json.dump();
  changed_ = last_.empty() || text != last_;
  last_ = text;
  if (answer.status < 200 || answer.status >= 300) return Next::kFailed;
  if (has_field_ && value == config_.value) return Next::kReached;
  const auto status = config_.field == "Status" ? store::ParseJobStatus(value) : std::nullopt;
  return status && yike::IsFinal(*status) ? Next::kFailed : Next::kRepeat;
}

}  // namespace fake_ice::cli

#include "base/json_object.h"

#include <nlohmann/json.hpp>

namespace fake_ice::base {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kMaxDepth = 100;

JsonMember ToMember(const std::string& key, const Json& value) {
  JsonMember member{.key = key};
  if (value.is_string()) {
    member.kind = JsonMember::Kind::kText;
    member.text = value.get<std::string>();
    return member;
  }
  member.text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (value.is_number()) {
    member.kind =
        value.is_number_integer() ? JsonMember::Kind::kInteger : JsonMember::Kind::kNumber;
    member.number = value.get<double>();
  } else if (value.is_boolean()) {
    member.kind = JsonMember::Kind::kBoolean;
  }
  return member;
}

}  // namespace

std::optional<std::vector<JsonMember>> ReadJsonObject(std::string_view text) {
  bool too_deep = false;
  const auto watch = [&](int depth, Json::parse_event_t /*event*/, Json& /*value*/) {
    if (depth > kMaxDepth) too_deep = true;
    return !too_deep;
  };
  const Json json = Json::parse(text, watch, false);
  if (too_deep || !json.is_object()) return std::nullopt;
  std::vector<JsonMember> members;
  for (const auto& [key, value] : json.items()) members.push_back(ToMember(key, value));
  return members;
}

const JsonMember* FindMember(const std::vector<JsonMember>& members, std::string_view key) {
  for (const JsonMember& member : members) {
    if (member.key == key) return &member;
  }
  return nullptr;
}

}  // namespace fake_ice::base

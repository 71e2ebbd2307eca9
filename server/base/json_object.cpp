#include "base/json_object.h"

#include <nlohmann/json.hpp>

#include <algorithm>

#include "base/text.h"

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

/// Where a text stops being JSON that can be read.
struct Break {
  std::size_t byte = 0;    ///< counted from 1
  bool at_number = false;  ///< which is too large
};

/// Nothing when `text` is JSON.
std::optional<Break> FindBreak(std::string_view text) {
  const auto keep_nothing = [](int /*depth*/, Json::parse_event_t /*event*/, Json& /*value*/) {
    return false;
  };
  // The library takes a zero byte for the end of the text.
  const std::string_view read = text.substr(0, text.find('\0'));
  try {
    const Json nothing = Json::parse(read, keep_nothing);
    if (read.size() == text.size()) return std::nullopt;
    return Break{.byte = read.size() + 1};
  } catch (const Json::parse_error& error) {
    return Break{.byte = error.byte};
  } catch (const Json::out_of_range&) {
    return Break{.at_number = true};
  }
}

/// What people often send instead of JSON.
std::string_view LikelySlip(std::string_view text) {
  if (text.starts_with("[object ")) return "; an object was sent without JSON.stringify";
  if (text.starts_with("%7B") || text.starts_with("%7b")) return "; it is percent-encoded twice";
  if (text.starts_with("{'") || text.starts_with("{ '")) return "; JSON has double quotes";
  if (text.starts_with("map[") || text.starts_with("{=")) return "; a map was sent as its text";
  return {};
}

}  // namespace

std::string WhyNoJsonObject(std::string_view text) {
  constexpr std::size_t kMaxShown = 20;
  if (const auto found = FindBreak(text)) {
    if (found->at_number) return "is no JSON that can be read: a number in it is too large";
    const std::size_t byte = std::clamp<std::size_t>(found->byte, 1, text.size() + 1);
    if (byte > text.size()) {
      return "is no JSON: it ends too early, after " + std::to_string(text.size()) + " bytes" +
             std::string(LikelySlip(text));
    }
    return "is no JSON: it breaks at byte " + std::to_string(byte) + ", at '" +
           EscapeUnprintable(text.substr(byte - 1, kMaxShown)) + '\'' +
           std::string(LikelySlip(text));
  }
  if (ReadJsonObject(text)) return {};
  const auto first = text.find_first_not_of(" \t\r\n");
  switch (text[first]) {
    case '{':
      return "is nested deeper than " + std::to_string(kMaxDepth) + " levels";
    case '"':
      return "is a JSON text, not an object; was it encoded twice?";
    case '[':
      return "is a JSON list, not an object";
    default:
      return "is JSON, but no object";
  }
}

std::optional<std::vector<JsonMember>> ReadJsonObject(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) return std::nullopt;
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

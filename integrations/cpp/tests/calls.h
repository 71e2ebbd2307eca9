#pragma once

#include <fake_ice/testing.h>

#include <string>

/// What the tests ask of the emulated API, through the kit's own signed calls.
namespace calls {

namespace ice = fake_ice::testing;

inline ice::Response Submit(const ice::Parameters& config) {
  return ice::Call(
      config, "SubmitYikeAIAppJob",
      {{"AppId", "app_stylized_generate_image"}, {"AppParams", R"({"Extra.4.Prompt": "a boat"})"}});
}

inline ice::Response Get(const ice::Account& account, const std::string& job_id) {
  return account.Call("GetYikeAIAppJob", {{"JobId", job_id}});
}

/// The text of a member of a JSON object that has no escapes; empty when it is not there.
inline std::string Member(const std::string& json, const std::string& name) {
  const std::string begin = '"' + name + "\":\"";
  const auto start = json.find(begin);
  if (start == std::string::npos) return {};
  const auto first = start + begin.size();
  return json.substr(first, json.find('"', first) - first);
}

}  // namespace calls

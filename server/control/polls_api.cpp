// /_fake-ice/accounts/{AccountId}/jobs/{JobId}/verify: whether a client polls as it should.
#include <nlohmann/json.hpp>

#include <array>

#include "base/text.h"
#include "base/time_text.h"
#include "control/body_keys.h"
#include "control/control.h"
#include "control/poll_rules.h"
#include "control/reply.h"
#include "fixtures/json_text.h"

namespace fake_ice::control {
namespace {

using Json = nlohmann::ordered_json;

/// As many as a job of a fixture can have.
constexpr std::uint64_t kMaxMaxPolls = 1'000'000'000;

constexpr const char* kExpected =
    R"(Expected one or more of {"MinInterval":"2s","MaxPolls":60,"StopsAfterFinal":true,)"
    R"("BacksOffWhenThrottled":true}.)";

constexpr std::array kKeys{
    BodyKey{"MinInterval", R"(a duration such as "2s")"},
    BodyKey{"MaxPolls", "a whole number such as 60"},
    BodyKey{"StopsAfterFinal", "true or false"},
    BodyKey{"BacksOffWhenThrottled", "true or false"},
};

/// Notes the rule of one key; returns what is wrong with it, or an empty text.
std::string ReadKey(const std::string& key, const Json& value, PollRules& rules) {
  if (key == "MinInterval" && value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    rules.min_interval = base::ParseDuration(text);
    return rules.min_interval ? "" : WrongDuration(key, text);
  }
  if (key == "MaxPolls" && value.is_number_unsigned()) {
    rules.max_polls = value.get<std::uint64_t>();
    return *rules.max_polls <= kMaxMaxPolls ? "" : "MaxPolls is more than 1000000000";
  }
  if (key == "StopsAfterFinal" && value.is_boolean()) {
    rules.stops_after_final = value.get<bool>();
  } else if (key == "BacksOffWhenThrottled" && value.is_boolean()) {
    rules.backs_off_when_throttled = value.get<bool>();
  } else {
    return WrongKey(key, kKeys);
  }
  return {};
}

/// The rules that a body asks for; the error is in sentences.
base::Expected<PollRules, std::string> ReadRules(const std::string& body) {
  const auto fail = [](const std::string& what) {
    return base::Unexpected<std::string>(Refusal(what, kExpected));
  };
  const auto json = fixtures::ParseJsonText(body);
  if (!json) return fail(fixtures::ToLine(json.error().front()));
  if (!json->is_object() || json->empty()) return fail("the body asks for nothing");
  PollRules rules;
  bool asks = false;
  for (const auto& [key, value] : json->items()) {
    if (const std::string wrong = ReadKey(key, value, rules); !wrong.empty()) return fail(wrong);
    asks = asks || value != false;
  }
  if (!asks) return fail("the body asks for nothing");
  return rules;
}

Json Show(const Poll& poll) {
  Json json{{"RequestId", poll.request_id}, {"Time", base::FormatJobTime(poll.account_time)}};
  if (poll.seen) json["Status"] = NameOf(*poll.seen);
  if (!poll.code.empty()) json["Code"] = poll.code;
  if (!poll.fault.empty()) json["Fault"] = poll.fault;
  return json;
}

Json Show(const BrokenRule& broken) {
  Json json{{"Rule", broken.rule}, {"Message", broken.message}, {"Polls", Json::array()}};
  for (const Poll& poll : broken.polls) json["Polls"].push_back(Show(poll));
  return json;
}

}  // namespace

base::HttpResponse Control::VerifyPolls(const ControlRequest& request) {
  const std::string& account_id = request.path.at(1);
  const std::string& job_id = request.path.at(3);
  if (!services_.store.FindAccount(account_id)) return NoSuchAccount(account_id);
  const auto job = services_.store.FindJob(account_id, job_id);
  if (!job) return NoSuchJob(job_id);
  const auto rules = ReadRules(request.body);
  if (!rules) return ReplyError(400, "InvalidRules", rules.error());
  PollsOfJob polls =
      services_.polls.Read(account_id, job_id, static_cast<std::uint64_t>(job->polls));
  const auto forgotten = polls.forgotten;
  const auto total = polls.Total();
  Json failures = Json::array();
  for (const BrokenRule& broken : FindBrokenRules(*rules, std::move(polls))) {
    failures.push_back(Show(broken));
  }
  Json answer{{"Passed", failures.empty()}, {"Failures", std::move(failures)}, {"Polls", total}};
  if (forgotten > 0) answer["ForgottenPolls"] = forgotten;
  return Reply(200, answer);
}

}  // namespace fake_ice::control

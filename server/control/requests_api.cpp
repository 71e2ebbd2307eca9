// /_fake-ice/requests: the journal, for people.
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>

#include "base/text.h"
#include "base/time_text.h"
#include "control/control.h"
#include "control/masking.h"
#include "control/reply.h"

namespace fake_ice::control {
namespace {

using Json = nlohmann::ordered_json;
using std::chrono::milliseconds;

/// Masked, because a client may have put anything anywhere.
void AddText(Json& json, const char* name, const std::string& text) {
  if (!text.empty()) json[name] = MaskedText(text);
}

Json Summary(const JournalEntry& entry) {
  Json json{{"RequestId", entry.request_id},
            {"Time", base::FormatJobTime(entry.time)},
            {"Method", entry.request.method}};
  AddText(json, "Action", entry.action);
  AddText(json, "AccountId", entry.account_id);
  AddText(json, "AccessKeyId", entry.access_key_id);
  AddText(json, "JobId", entry.job_id);
  AddText(json, "JobIds", entry.job_ids);
  json["Step"] = entry.step;
  json["Status"] = entry.response.status;
  AddText(json, "Code", entry.code);
  AddText(json, "Fault", entry.fault);
  AddText(json, "Explanation", entry.explanation);
  json["DurationMicroseconds"] = entry.duration.count();
  AddText(json, "RemoteAddress", entry.remote_address);
  const auto user_agent = base::FindHeader(entry.request.headers, "User-Agent");
  if (user_agent) json["UserAgent"] = MaskedText(*user_agent);
  return json;
}

/// How often the journal is looked at for a client that waits.
constexpr milliseconds kLookEvery{100};

/// An empty list, and after `delay` the next look.
base::HttpResponse NotYet(milliseconds delay) {
  base::HttpResponse response = Reply(200, {{"Requests", Json::array()}});
  response.delay = delay;
  return response;
}

Json HeadersOf(const base::HttpHeaders& headers) {
  Json list = Json::array();
  for (const base::HttpHeader& header : headers) {
    list.push_back({{"Name", header.name}, {"Value", header.value}});
  }
  return list;
}

Json Whole(const JournalEntry& entry) {
  Json json = Summary(entry);
  const base::HttpRequest request = Masked(entry.request);
  json["Request"] = {{"Method", request.method},
                     {"Target", request.target},
                     {"Headers", HeadersOf(request.headers)},
                     {"Body", request.body},
                     {"BodyBytes", entry.request_body_bytes}};
  json["Response"] = {{"Status", entry.response.status},
                      {"Headers", HeadersOf(entry.response.headers)},
                      {"Body", MaskedText(entry.response.body)},
                      {"BodyBytes", entry.response_body_bytes}};
  AddText(json, "StringToSign", entry.string_to_sign);
  AddText(json, "CanonicalRequest", entry.canonical_request);
  return json;
}

}  // namespace

base::HttpResponse Control::ReadJournal(const ControlRequest& request) {
  if (!request.Query("Wait").empty() && !request.Query("Before").empty()) {
    return ReplyError(400, "InvalidWait",
                      "Wait waits for requests that are still to come, and Before asks for older "
                      "ones: leave one of them out.");
  }
  const JournalFilter filter{.account_id = request.Query("AccountId"),
                             .action = request.Query("Action"),
                             .job_id = request.Query("JobId"),
                             .code = request.Query("Code"),
                             .before = request.Query("Before"),
                             .after = request.Query("After"),
                             .limit = LimitOf(request)};
  const auto entries = services_.journal.Read(filter);
  if (!entries) {
    return ReplyError(404, "RequestNotFound",
                      "The journal does not hold the request that Before or After names, or not in "
                      "that order.");
  }
  const auto wait = ParseWait(request.Query("Wait")).value_or(milliseconds{0});
  if (entries->empty() && request.waited < wait) {
    return NotYet(std::min(kLookEvery, wait - request.waited));
  }
  Json list = Json::array();
  for (const PackedEntry& entry : *entries) list.push_back(Summary(entry.Unpack()));
  return Reply(200, {{"Requests", std::move(list)}});
}

base::HttpResponse Control::ReadJournalEntry(const ControlRequest& request) {
  const std::string& request_id = request.path.at(1);
  const Journal::Entry entry = services_.journal.Find(request_id);
  if (entry == nullptr) {
    return ReplyError(404, "RequestNotFound",
                      "The journal does not hold the request " + request_id + ".");
  }
  return Reply(200, Whole(*entry));
}

base::HttpResponse Control::ClearJournal(const ControlRequest& request) {
  const std::string account_id = request.Query("AccountId");
  if (account_id.empty()) {
    services_.journal.Clear();
  } else if (services_.store.FindAccount(account_id)) {
    services_.journal.Clear(account_id);
  } else {
    return NoSuchAccount(account_id);
  }
  return Reply(200, Json::object());
}

}  // namespace fake_ice::control

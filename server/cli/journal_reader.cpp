#include "cli/journal_reader.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/parameters.h"
#include "cli/send.h"
#include "control/control_request.h"
#include "http/client.h"

namespace fake_ice::cli {
namespace {

using Json = nlohmann::ordered_json;
using base::Unexpected;

constexpr const char* kWait = "20s";
constexpr std::chrono::seconds kWaited{20};

std::string MemberOf(const Json& entry, const char* name) {
  const auto found = entry.find(name);
  return found == entry.end() || !found->is_string() ? std::string() : found->get<std::string>();
}

}  // namespace

JournalReader::Result<JournalReader::Entries> JournalReader::Ask(const std::string& before,
                                                                 const std::string& wait,
                                                                 std::size_t limit) const {
  base::Parameters query;
  for (const auto& [name, value] :
       {std::pair<const char*, const std::string&>{"AccountId", config_.account_id},
        {"Action", config_.action},
        {"JobId", config_.job_id},
        {"Code", config_.code},
        {"After", last_id_},
        {"Before", before},
        {"Wait", wait}}) {
    if (!value.empty()) query.push_back({name, value});
  }
  query.push_back({"Limit", std::to_string(limit)});
  const auto timeout = config_.destination.timeout + (wait.empty() ? kWaited * 0 : kWaited);
  const auto response =
      http::Send(config_.destination.endpoint,
                 RequestToControl(config_, "requests?" + base::EncodeForm(query)), timeout);
  if (!response) return Unexpected<Failure>({Fault::kUnreachable, response.error()});
  const auto json = Json::parse(response->body, nullptr, false);
  if (response->status == 200 && json.is_object() && json.contains("Requests") &&
      json["Requests"].is_array()) {
    return json["Requests"].get<Entries>();
  }
  const bool is_lost = response->status == 404 && json.is_object() &&
                       json.value("/Error/Code"_json_pointer, "") == "RequestNotFound";
  return Unexpected<Failure>({is_lost ? Fault::kLost : Fault::kRefused,
                              config_.destination.endpoint + " answered " +
                                  std::to_string(response->status) + ": " + ReasonIn(*response)});
}

void JournalReader::Remember(const Json& newest) {
  last_id_ = MemberOf(newest, "RequestId");
  last_time_ = MemberOf(newest, "Time");
}

JournalReader::Result<JournalReader::Entries> JournalReader::ReadLast() {
  auto entries = Ask("", "", std::max<std::size_t>(config_.lines, 1));
  if (!entries) return entries;
  if (!entries->empty()) Remember(entries->front());
  if (entries->size() > config_.lines) entries->resize(config_.lines);
  std::ranges::reverse(*entries);
  return entries;
}

JournalReader::Result<JournalReader::Entries> JournalReader::ReadNext() {
  auto page = Ask("", kWait, control::kMaxListed);
  if (!page || page->empty()) return page;
  Entries entries = *page;
  // More came than an answer holds.
  while (page->size() == control::kMaxListed) {
    page = Ask(MemberOf(entries.back(), "RequestId"), "", control::kMaxListed);
    if (!page) return page;
    std::ranges::move(*page, std::back_inserter(entries));
  }
  if (last_id_.empty()) {
    std::erase_if(entries, [&](const Json& entry) { return MemberOf(entry, "Time") < last_time_; });
  }
  if (entries.empty()) return entries;
  Remember(entries.front());
  std::ranges::reverse(entries);
  return entries;
}

}  // namespace fake_ice::cli

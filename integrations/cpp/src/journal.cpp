#include "journal.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/defaults.h"
#include "base/parameters.h"
#include "warnings.h"
#include "words.h"

namespace fake_ice::kit {
namespace {

constexpr std::size_t kShown = 100;      // of the account's requests, the newest
constexpr std::size_t kSearched = 1000;  // of everybody's, for those that no account is known of
constexpr std::size_t kColumns = 100;
constexpr std::size_t kIndent = 16;
constexpr std::size_t kMessage = 200;  // of an error's own; that of a wrong signature has a page

std::string TextIn(const Json& json, const char* name, const std::string& otherwise = {}) {
  return json.is_object() && json.contains(name) && json[name].is_string()
             ? json[name].get<std::string>()
             : otherwise;
}

std::vector<Json> Requests(Core& core, base::Parameters query, std::size_t limit) {
  query.push_back({"Limit", std::to_string(limit)});
  return core.AskJson("GET", "requests?" + base::EncodeForm(query)).at("Requests");
}

/// The text between the tags of an XML document; empty when it has none.
std::string Element(const std::string& text, const std::string& name) {
  const std::string begin = '<' + name + '>';
  const auto start = text.find(begin);
  const auto end = text.find("</" + name, start);
  if (start == std::string::npos || end == std::string::npos) return {};
  return text.substr(start + begin.size(), end - start - begin.size());
}

/// The body of the answer, or what it tells in XML; empty when it is not there any more.
Json AnswerOf(Core& core, const Json& entry) {
  std::string text;
  try {
    const Json whole =
        core.AskJson("GET", "requests/" + base::PercentEncode(TextIn(entry, "RequestId")));
    text = whole.at("Response").at("Body");
  } catch (const testing::ControlError&) {
    return Json::object();
  }
  Json body = Json::parse(text, nullptr, false);
  if (body.is_object()) return body;
  body = Json::object();
  for (const char* name : {"Message", "Status"}) {
    if (std::string value = Element(text, name); !value.empty()) body[name] = std::move(value);
  }
  return body;
}

/// The status of the job that an answer tells, or of each job of a batch.
std::string Statuses(const Json& body) {
  const Json jobs = body.contains("JobList") ? body["JobList"] : Json::array({body});
  std::string statuses;
  for (const Json& job : jobs) {
    const std::string status = TextIn(job, "Status");
    if (!status.empty()) statuses += (statuses.empty() ? "" : ", ") + status;
  }
  return statuses;
}

std::string Why(const Json& entry, const Json& body) {
  const std::string fault = TextIn(entry, "Fault");
  if (!fault.empty()) return "by a fault of this account: " + fault;
  const std::string explanation = TextIn(entry, "Explanation");
  if (!explanation.empty() || !entry.contains("Code")) return explanation;
  return Shortened(TextIn(body, "Message"), kMessage);
}

/// One line of the table, with what stands below it.
struct Row {
  std::string time;
  std::string action;
  std::string answer;
  std::string about;
  std::string why;

  [[nodiscard]] bool IsLike(const Row& other) const {
    return action == other.action && answer == other.answer && about == other.about &&
           why == other.why;
  }
};

Row RowOf(Core& core, const Json& entry, const std::string& access_key_id) {
  const Json body = AnswerOf(core, entry);
  const std::string key = TextIn(entry, "AccessKeyId");
  std::string about = TextIn(entry, "JobId", TextIn(entry, "JobIds"));
  if (!entry.contains("AccountId") && key != access_key_id) {
    about = "key " + (key.empty() ? "(none)" : key);
  }
  const std::string code = TextIn(entry, "Code");
  const std::string said = code.empty() ? Statuses(body) : code;
  const std::string local = LocalTime(TextIn(entry, "Time"));
  return {.time = local.substr(local.find(' ') + 1),
          .action = Plain(TextIn(entry, "Action", "(no action)")),
          .answer = std::to_string(entry.at("Status").get<int>()) +
                    (said.empty() ? "" : ' ' + Plain(said)),
          .about = Plain(about),
          .why = Plain(Why(entry, body))};
}

std::string Line(const Row& row, std::size_t actions, std::size_t answers,
                 const std::string& more) {
  std::string line = "  " + row.time + "  " + Padded(row.action, actions) + "  " +
                     Padded(row.answer, answers) + "  " + row.about + more;
  line.erase(line.find_last_not_of(' ') + 1);
  return line + '\n' + Wrapped(row.why, kIndent, kColumns);
}

/// Rows that differ in nothing but time are told once.
std::string Table(Core& core, std::vector<Json> entries, const std::string& access_key_id) {
  // They come newest first; so do those of one millisecond.
  std::reverse(entries.begin(), entries.end());
  std::stable_sort(entries.begin(), entries.end(), [](const Json& left, const Json& right) {
    return TextIn(left, "Time") < TextIn(right, "Time");
  });
  std::vector<Row> rows;
  std::size_t actions = 0;
  std::size_t answers = 0;
  for (const Json& entry : entries) {
    rows.push_back(RowOf(core, entry, access_key_id));
    actions = std::max(actions, rows.back().action.size());
    answers = std::max(answers, rows.back().answer.size());
  }
  std::string table;
  for (auto row = rows.begin(); row != rows.end();) {
    const auto next =
        std::find_if_not(row, rows.end(), [&](const Row& other) { return other.IsLike(*row); });
    const auto count = next - row;
    const std::string more =
        count == 1 ? "" : "  ×" + std::to_string(count) + ", until " + (next - 1)->time;
    table += Line(*row, actions, answers, more);
    row = next;
  }
  return table;
}

std::string Nothing(const Core& core, const std::string& access_key_id, long by_default,
                    std::size_t warnings_before) {
  std::string text = "  No request came with its key, " + access_key_id +
                     ": it is to be called with that key,\n  endpoint " + core.Endpoint() +
                     " (host:port, without http://) and protocol HTTP.\n";
  if (by_default > 0) {
    text += "  The default account, " + std::string(base::kDefaultAccountId) +
            ", was asked meanwhile: " + std::to_string(by_default) +
            (by_default > 1 ? " requests.\n" : " request.\n");
  }
  const std::vector<std::string> warnings = WarningsAfter(warnings_before);
  if (!warnings.empty()) text += "  The server, which others may call too, warned meanwhile:\n";
  for (const std::string& warning : warnings) text += Wrapped(Plain(warning), kIndent, kColumns);
  return text;
}

}  // namespace

std::string JournalText(Core& core, const std::string& account_id, const std::string& access_key_id,
                        const Beginning& since) {
  const Json clock = core.AskJson("GET", "accounts/" + account_id + "/clock");
  std::vector<Json> entries = Requests(core, {{"AccountId", account_id}}, kShown);
  const bool left_out = entries.size() == kShown;
  std::vector<Json> strays;
  long by_default = 0;
  for (Json& entry : Requests(core, {}, kSearched)) {
    if (TextIn(entry, "Time") < since.time) break;
    by_default += TextIn(entry, "AccountId") == base::kDefaultAccountId ? 1 : 0;
    if (entry.contains("AccountId")) continue;
    const bool mine = TextIn(entry, "AccessKeyId") == access_key_id;
    (mine ? entries : strays).push_back(std::move(entry));
  }
  std::string text = "account " + account_id + ", its clock at " + LocalTime(TextIn(clock, "Now")) +
                     (clock.at("Frozen").get<bool>() ? ", frozen\n" : "\n");
  if (left_out) text += "  (earlier requests are left out)\n";
  text += entries.empty() ? Nothing(core, access_key_id, by_default, since.warnings)
                          : Table(core, std::move(entries), access_key_id);
  if (!strays.empty()) {
    text += "meanwhile, with keys that no account has\n" +
            Table(core, std::move(strays), access_key_id);
  }
  text.pop_back();
  return text;
}

}  // namespace fake_ice::kit

#include "gateway/explain_request.h"

#include <algorithm>
#include <span>
#include <vector>

#include "auth/claim.h"
#include "base/json_object.h"
#include "base/text.h"
#include "gateway/explain_parameters.h"
#include "gateway/swapped_secret.h"

namespace fake_ice::gateway {
namespace {

/// Ids that one is compared with, and the longest one that is.
constexpr std::size_t kMaxIds = 300;
constexpr std::size_t kMaxIdBytes = 128;
/// Ids that are named.
constexpr std::size_t kMaxNamed = 3;

/// `id` without what clings to an id that was copied or read from a file.
std::string_view Bare(std::string_view id) {
  constexpr std::string_view kAround = " \t\r\n\"'";
  const auto first = id.find_first_not_of(kAround);
  if (first == std::string_view::npos) return {};
  return id.substr(first, id.find_last_not_of(kAround) - first + 1);
}

/// How `id` differs from one of `ids`; empty when none is near.
std::string NearId(std::string_view id, const std::vector<std::string>& ids) {
  const std::vector<std::string_view> candidates(ids.begin(), ids.end());
  const std::string_view bare = Bare(id);
  if (bare.size() != id.size() && std::ranges::count(candidates, bare) > 0) {
    return "; it has blanks or quotes around it: " + QuoteForExplanation(bare) + " exists";
  }
  const std::string_view nearest = base::Nearest(id, candidates);
  return nearest.empty() ? "" : "; did you mean " + QuoteForExplanation(nearest) + '?';
}

/// `; it has 5 jobs: 'a', 'b', 'c', ...`, of ids of which at most kMaxIds were read.
std::string Having(const std::vector<std::string>& ids, std::string_view what) {
  std::string text = "; it has ";
  if (ids.empty()) return text.append("no ").append(what).append("s at all");
  text += std::to_string(ids.size()) + ' ' + std::string(what) + (ids.size() == 1 ? "" : "s");
  if (ids.size() == kMaxIds) text += " or more";
  std::string_view before = ": ";
  for (const std::string& id : std::span(ids).first(std::min(ids.size(), kMaxNamed))) {
    text.append(before).append(QuoteForExplanation(id));
    before = ", ";
  }
  return text + (ids.size() > kMaxNamed ? ", ..." : "");
}

std::string ExplainJob(const Answered& answered, std::string_view job_id, store::Store& store) {
  if (job_id.size() > kMaxIdBytes || answered.account_id.empty()) return {};
  const std::string account(answered.account_id);
  if (const auto owner = store.OwnerOfJob(job_id)) {
    return "the job " + QuoteForExplanation(job_id) + " belongs to account " +
           QuoteForExplanation(*owner) + ", the access key to account " +
           QuoteForExplanation(account);
  }
  const std::vector<std::string> ids = store.JobIds(account, kMaxIds);
  const std::string near = NearId(job_id, ids);
  return "account " + QuoteForExplanation(account) + " has no job " + QuoteForExplanation(job_id) +
         (near.empty() ? Having(ids, "job") : near);
}

/// An AppId beside the account's apps. An account without any takes every app, unless it is strict.
std::string ExplainApp(const Answered& answered, const std::string& app_id, store::Store& store) {
  if (app_id.size() > kMaxIdBytes) return {};
  const std::string account(answered.account_id);
  const auto ids = store.AppIds(account, kMaxIds);
  const bool refused = !answered.strict_apps.empty();
  if ((ids.empty() && !refused) || std::ranges::count(ids, app_id) > 0) return {};
  if (store.FindApp(account, app_id)) return {};
  std::string text =
      "account " + QuoteForExplanation(account) + " has no app " + QuoteForExplanation(app_id);
  if (refused) text.append(", and ").append(answered.strict_apps).append(" refuses such");
  if (std::string near = NearId(app_id, ids); !near.empty()) return text + near;
  if (const auto owner = store.OwnerOfApp(app_id)) {
    return text + "; account " + QuoteForExplanation(*owner) + " has it";
  }
  return text + Having(ids, "app");
}

std::string ExplainAccessKey(const ApiRequest& request, store::Store& store) {
  const std::string id(auth::ReadAccessKeyId(request.parts));
  if (id.empty() || id.size() > kMaxIdBytes) return {};
  if (store.FindAccessKey(id)) return {};  // the error says what it lacks
  if (store.KnowsSecret(id)) return "the secret of an access key came as its id; swap the two";
  if (IsSecret(id, store)) {
    return "there is no access key of that id, and it has the form of a secret: id and secret may "
           "be swapped";
  }
  std::vector<std::string> ids;
  for (store::AccessKeyRecord& key : store.ListAccessKeys(kMaxIds)) {
    ids.push_back(std::move(key.access_key_id));
  }
  const std::string near = NearId(id, ids);
  return near.empty() ? near : "there is no access key " + QuoteForExplanation(id) + near;
}

std::string ExplainService(const Answered& answered, store::Store& store) {
  const auto account = store.FindAccount(answered.account_id);
  if (!account) return {};
  return "the fixture gives account " + QuoteForExplanation(answered.account_id) + " the Service " +
         std::string(NameOf(account->service)) + "; make it Active for calls that are to succeed";
}

/// What is wrong with the values that the operation reads.
std::string ExplainValues(const Answered& answered, store::Store& store) {
  const auto find = [&](std::string_view name) -> const std::string* {
    const bool reads = std::ranges::count(yike::ParametersOf(*answered.operation), name) > 0;
    const std::string* value = reads ? answered.request.Find(name) : nullptr;
    return value == nullptr || value->empty() ? nullptr : value;
  };
  const std::string* app_params = find("AppParams");
  if (app_params != nullptr && answered.code == "InvalidParameter") {
    if (const std::string why = base::WhyNoJsonObject(*app_params); !why.empty()) {
      return "AppParams " + why;
    }
  }
  if (!answered.missing_job.empty()) return ExplainJob(answered, answered.missing_job, store);
  const std::string* app_id = find("AppId");
  return app_id == nullptr ? std::string() : ExplainApp(answered, *app_id, store);
}

}  // namespace

std::string ExplainRequest(const Answered& answered, store::Store& store) {
  if (answered.step == "Fault" || answered.step == "Throttle" || answered.step == "Nonce")
    return {};
  if (answered.step == "Service") return ExplainService(answered, store);
  if (answered.step == "AccessKey") return ExplainAccessKey(answered.request, store);
  std::string slip = ExplainParameters(answered.request, answered.operation);
  if (!slip.empty() || answered.step != "Operation" || answered.operation == nullptr) return slip;
  return ExplainValues(answered, store);
}

}  // namespace fake_ice::gateway

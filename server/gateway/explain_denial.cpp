#include "gateway/explain_denial.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "gateway/explain_parameters.h"

namespace fake_ice::gateway {
namespace {

using auth::Decision;
using Json = nlohmann::ordered_json;

constexpr std::size_t kMaxStatements = 100;

/// One statement with its place in the fixture.
struct Place {
  std::string pointer;
  Json statement;
};

void AddStatements(const std::string& documents, const std::string& key,
                   std::vector<Place>& places) {
  const Json list = Json::parse(documents, nullptr, false);
  if (!list.is_array()) return;
  std::size_t policy = 0;
  for (const Json& document : list) {
    const std::string at = '/' + key + '/' + std::to_string(policy++) + "/Statement/";
    std::size_t number = 0;
    for (const Json& statement : document.value("Statement", Json::array())) {
      if (places.size() >= kMaxStatements) return;
      places.push_back({at + std::to_string(number++), statement});
    }
  }
}

/// What a policy of this one statement says.
Decision DecisionOf(const Json& statement, const auth::AccessRequest& request) {
  const auto policy =
      auth::Policy::Parse(Json{{"Version", "1"}, {"Statement", Json::array({statement})}}.dump());
  if (!policy) return Decision::kImplicitDeny;
  return auth::Judge(std::array{*policy}, request).decision;
}

bool AllowsWithout(Json statement, const std::vector<std::string>& keys,
                   const auth::AccessRequest& request) {
  for (const std::string& key : keys) {
    if (key == "Condition") {
      statement.erase(key);
    } else {
      statement.erase("Not" + key);
      statement[key] = "*";
    }
  }
  return DecisionOf(statement, request) == Decision::kAllow;
}

/// The condition keys that the statement asks about.
std::string ConditionKeys(const Json& statement) {
  std::string keys;
  const Json conditions = statement.value("Condition", Json::object());
  for (const auto& [condition, asked] : conditions.items()) {
    for (const auto& [key, value] : asked.items()) keys += (keys.empty() ? "" : ", ") + key;
  }
  return base::EscapeUnprintable(keys.substr(0, 100));
}

/// Every action that the statement names.
std::vector<std::string> ActionsOf(const Json& statement) {
  std::vector<std::string> actions;
  if (!statement.contains("Action")) return actions;
  const Json& action = statement["Action"];
  for (const Json& one : action.is_array() ? action : Json::array({action})) {
    if (one.is_string()) actions.push_back(one);
  }
  return actions;
}

/// The same statement for the other product: ICE's versions ask for `ice:`, Yike's for `yike:`.
std::string OtherProduct(const Place& place, const auth::AccessRequest& request) {
  const std::string action = request.action.substr(request.action.find(':'));
  for (const std::string_view code : {"ice", "yike"}) {
    auth::AccessRequest other = request;
    other.action = std::string(code).append(action);
    if (other.action == request.action) continue;
    Json anywhere = place.statement;
    anywhere.erase("NotResource");
    anywhere["Resource"] = "*";
    if (DecisionOf(anywhere, other) == Decision::kAllow) return other.action;
  }
  return {};
}

/// What keeps a statement from allowing, and how near that is: the less the nearer.
struct Lack {
  int distance = 0;
  std::string text;  ///< empty: it is not near
};

Lack LackOf(const Place& place, const auth::AccessRequest& request) {
  if (place.statement.value("Effect", "") != "Allow") return {};
  if (AllowsWithout(place.statement, {"Condition"}, request)) {
    return {1, "would, but its Condition on " + ConditionKeys(place.statement) + " does not hold"};
  }
  if (AllowsWithout(place.statement, {"Resource"}, request)) {
    return {2, "would, but its Resource does not cover " + request.resource};
  }
  if (AllowsWithout(place.statement, {"Resource", "Condition"}, request)) {
    return {3, "would, but neither does its Resource cover " + request.resource +
                   " nor its Condition hold"};
  }
  if (const std::string other = OtherProduct(place, request); !other.empty()) {
    return {4, "allows " + other + ", but under this Version the action is " + request.action};
  }
  const auto actions = ActionsOf(place.statement);
  const std::string_view nearest = base::Nearest(request.action, {actions.begin(), actions.end()});
  return {5, nearest.empty() ? "" : "allows " + QuoteForExplanation(nearest) + " only"};
}

/// That no statement of `places` allows, with the one that comes nearest.
std::string NoneAllows(const std::string& key, std::span<const Place> places,
                       const auth::AccessRequest& request) {
  const Place* nearest = nullptr;
  Lack least;
  for (const Place& place : places) {
    Lack lack = LackOf(place, request);
    if (lack.text.empty() || (nearest != nullptr && lack.distance >= least.distance)) continue;
    nearest = &place;
    least = std::move(lack);
  }
  const std::string none = "no statement of " + key + " allows " + request.action;
  return nearest == nullptr ? none : none + "; " + nearest->pointer + ' ' + least.text;
}

std::vector<Place> StatementsOf(const std::string& documents, const std::string& key) {
  std::vector<Place> places;
  AddStatements(documents, key, places);
  return places;
}

const Place* FindDecision(std::span<const Place> places, const auth::AccessRequest& request,
                          Decision decision) {
  const auto found = std::ranges::find_if(
      places, [&](const Place& place) { return DecisionOf(place.statement, request) == decision; });
  return found == places.end() ? nullptr : &*found;
}

}  // namespace

std::string ExplainDenial(const store::CallerRecord& caller, const auth::AccessRequest& request) {
  const auto own = StatementsOf(caller.policies, "Policies");
  const auto session = StatementsOf(caller.session_policies.value_or("[]"), "SessionPolicies");
  for (const auto* places : {&own, &session}) {
    if (const Place* place = FindDecision(*places, request, Decision::kExplicitDeny)) {
      return "the statement " + place->pointer + " denies " + request.action;
    }
  }
  if (own.empty()) {
    const bool is_user = caller.kind == store::PrincipalKind::kUser;
    return std::string("the ") + (is_user ? "user " : "session of role ") +
           QuoteForExplanation(caller.principal_name) + " has no Policies: it may do nothing";
  }
  // Both kinds must allow; the first that does not is the one to mend.
  if (FindDecision(own, request, Decision::kAllow) == nullptr) {
    return NoneAllows("Policies", own, request);
  }
  return NoneAllows("SessionPolicies", session, request);
}

}  // namespace fake_ice::gateway

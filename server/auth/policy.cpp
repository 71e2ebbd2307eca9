#include "auth/policy.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <utility>

#include "auth/condition.h"
#include "base/text.h"

namespace fake_ice::auth {

enum class Effect { kAllow, kDeny };

/// Actions or resources; `excluding`, for NotAction and NotResource: all that no pattern matches.
struct PatternSet {
  bool excluding = false;
  std::vector<std::string> patterns;

  [[nodiscard]] bool Covers(std::string_view text) const {
    const bool matched = std::any_of(patterns.begin(), patterns.end(), [&](const auto& pattern) {
      return MatchesPattern(pattern, text);
    });
    return matched != excluding;
  }
};

struct Statement {
  Effect effect = Effect::kAllow;
  PatternSet actions;  ///< in lower case
  PatternSet resources;
  std::vector<Condition> conditions;
};

namespace {

using base::Expected;
using Refusal = base::Unexpected<std::string>;
using Json = nlohmann::json;
using Place = Json::json_pointer;

/// Whether `text` is `<code>:<name>`, neither part empty.
bool HasCodeAndName(std::string_view text) {
  const auto colon = text.find(':');
  return colon != std::string_view::npos && colon > 0 && colon + 1 < text.size();
}

/// What an element that holds patterns is called and must look like.
struct PatternElement {
  std::string name, negated_name;
  std::string form;  ///< of everything but a star alone
  bool (*has_form)(std::string_view);
};

/// Source: help.aliyun.com, RAM "Permission policy elements"; "Validate policies", "Invalid action
/// format"; "Policy structure and syntax" for a star alone.
PatternElement ActionElement() {
  return {"Action", "NotAction", "<ram-code>:<action-name>", HasCodeAndName};
}

/// Source: help.aliyun.com, RAM "Permission policy elements"; "Validate policies", "Invalid ARN
/// prefix" and "Missing ARN field". NotResource is in earlier editions of "Policy structure and
/// syntax" (doc-detail/28664) and no longer in today's (assumption: policy-not-resource).
PatternElement ResourceElement() {
  return {"Resource", "NotResource", "acs:<ram-code>:<region>:<account-id>:<relative-id>",
          [](std::string_view text) {
            return text.starts_with("acs:") && std::count(text.begin(), text.end(), ':') >= 4;
          }};
}

/// Walks a document once. The first problem is kept; what is returned after it means nothing.
class Reader {
 public:
  [[nodiscard]] const std::string& Problem() const { return problem_; }

  /// Source: help.aliyun.com, RAM "Policy structure and syntax": Version "1" and a list of one or
  /// more statements. The form without brackets is given for values inside a statement only.
  std::vector<Statement> ReadDocument(const Json& document) {
    std::vector<Statement> statements;
    if (!document.is_object()) Fail(Place(), "a policy must be an object");
    CheckElements(Place(), document, {"Version", "Statement"});
    if (Find(document, "Version") != Json("1")) Fail(Place("/Version"), "must be \"1\"");
    const Json& list = Find(document, "Statement");
    const bool is_list = list.is_array() && !list.empty();
    if (!is_list) Fail(Place("/Statement"), "must be a list of one or more statements");
    for (std::size_t i = 0; i < list.size() && problem_.empty(); ++i) {
      statements.push_back(ReadStatement(Place("/Statement") / i, list[i]));
    }
    return statements;
  }

 private:
  struct PlacedText {
    Place place;
    std::string text;
  };

  void Fail(const Place& place, std::string_view reason) {
    if (!problem_.empty()) return;
    problem_ = (place.empty() ? "" : place.to_string() + ": ") + std::string(reason);
  }

  /// Says what is unknown and what was probably meant.
  void FailUnknown(const Place& place, std::string reason, std::string_view name,
                   const std::vector<std::string_view>& known) {
    const std::string_view near = base::Nearest(name, known);
    if (!near.empty()) reason += "; did you mean " + std::string(near) + "?";
    Fail(place / std::string(name), reason);
  }

  /// The element of that name, or null.
  static const Json& Find(const Json& json, const std::string& name) {
    static const Json nothing;
    return json.is_object() && json.contains(name) ? json[name] : nothing;
  }

  bool RequireObject(const Place& place, const Json& json) {
    if (!json.is_object() || json.empty()) Fail(place, "must be an object that is not empty");
    return problem_.empty();
  }

  /// Source: help.aliyun.com, RAM "Validate policies", "Invalid policy element".
  void CheckElements(const Place& place, const Json& object,
                     const std::vector<std::string_view>& known) {
    for (const auto& item : object.items()) {
      if (std::ranges::find(known, item.key()) != known.end()) continue;
      FailUnknown(place, "unknown element", item.key(), known);
    }
  }

  Statement ReadStatement(const Place& place, const Json& json) {
    Statement statement;
    if (!RequireObject(place, json)) return statement;
    // Source: help.aliyun.com, RAM "Permission policy elements", Principal.
    if (json.contains("Principal")) {
      Fail(place / "Principal", "belongs to resource-based policies, not to a principal's own");
    }
    CheckElements(place, json,
                  {"Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"});
    const Json& effect = Find(json, "Effect");
    statement.effect = effect == Json("Deny") ? Effect::kDeny : Effect::kAllow;
    const bool is_effect = effect == Json("Allow") || effect == Json("Deny");
    if (!is_effect) Fail(place / "Effect", "must be \"Allow\" or \"Deny\"");
    statement.actions = ReadPatterns(place, json, ActionElement());
    // Source: help.aliyun.com, RAM "Permission policy elements": actions ignore case, mostly.
    for (std::string& pattern : statement.actions.patterns) pattern = base::ToLower(pattern);
    statement.resources = ReadPatterns(place, json, ResourceElement());
    if (json.contains("Condition")) {
      statement.conditions = ReadConditions(place / "Condition", json["Condition"]);
    }
    return statement;
  }

  PatternSet ReadPatterns(const Place& place, const Json& statement,
                          const PatternElement& element) {
    PatternSet set{.excluding = statement.contains(element.negated_name), .patterns = {}};
    const std::string& name = set.excluding ? element.negated_name : element.name;
    if (set.excluding == statement.contains(element.name)) {
      Fail(place, set.excluding ? "has both " + element.name + " and " + name
                                : name + " or " + element.negated_name + " is missing");
      return set;
    }
    for (PlacedText& value : ReadTexts(place / name, statement[name])) {
      if (value.text != "*" && !element.has_form(value.text)) {
        Fail(value.place, "must be * or of the form " + element.form);
      }
      set.patterns.push_back(std::move(value.text));
    }
    return set;
  }

  /// Source: help.aliyun.com, RAM "Policy structure and syntax", condition_map; "Validate
  /// policies", "Invalid condition operator" and "Invalid condition key format".
  std::vector<Condition> ReadConditions(const Place& place, const Json& json) {
    std::vector<Condition> conditions;
    if (!RequireObject(place, json)) return conditions;
    for (const auto& entry : json.items()) {
      const ConditionOperator* test = FindConditionOperator(entry.key());
      if (test == nullptr) {
        FailUnknown(place, "unknown condition operator", entry.key(), ConditionOperatorNames());
        return conditions;
      }
      if (!RequireObject(place / entry.key(), entry.value())) return conditions;
      for (const auto& item : entry.value().items()) {
        const Place key_place = place / entry.key() / item.key();
        if (!HasCodeAndName(item.key())) {
          Fail(key_place, "a condition key must be of the form <ram-code>:<condition-key>");
        }
        conditions.push_back(ReadCondition(key_place, *test, item.key(), item.value()));
      }
    }
    return conditions;
  }

  /// Source: help.aliyun.com, RAM "Validate policies", "Multiple Boolean values for a condition".
  Condition ReadCondition(const Place& place, const ConditionOperator& test, const std::string& key,
                          const Json& json) {
    Condition condition{.test = &test, .key = key, .values = {}};
    for (const PlacedText& value : ReadTexts(place, json)) {
      auto read = ReadConditionValue(test.kind, value.text);
      if (!read) {
        Fail(value.place, "must be " + std::string(DescribeKind(test.kind)));
        return condition;
      }
      condition.values.push_back(std::move(*read));
    }
    if (test.kind == ValueKind::kBoolean && condition.values.size() > 1) {
      Fail(place, "must have one value only");
    }
    return condition;
  }

  /// A text alone stands for a list of it; numbers and booleans are in quotes, too. Source:
  /// help.aliyun.com, RAM "Policy structure and syntax", element values.
  std::vector<PlacedText> ReadTexts(const Place& place, const Json& json) {
    if (json.is_string()) return {{place, json.get<std::string>()}};
    if (!json.is_array() || json.empty()) {
      Fail(place, "must be a text in quotes or a list of one or more such texts");
      return {};
    }
    std::vector<PlacedText> texts;
    for (std::size_t i = 0; i < json.size(); ++i) {
      if (!json[i].is_string()) Fail(place / i, "must be a text in quotes");
      texts.push_back({place / i, json[i].is_string() ? json[i].get<std::string>() : ""});
    }
    return texts;
  }

  std::string problem_;  // empty while there is none
};

/// The JSON library would keep the last of two equal keys, and with it perhaps the weaker rule.
Expected<Json, std::string> ParseJson(std::string_view text) {
  std::vector<std::set<std::string>> open_objects;
  std::string repeated;
  const auto watch = [&](int /*depth*/, Json::parse_event_t event, Json& parsed) {
    using Event = Json::parse_event_t;
    if (event == Event::object_start) open_objects.emplace_back();
    if (event == Event::object_end) open_objects.pop_back();
    if (event == Event::key && !open_objects.back().insert(parsed).second && repeated.empty()) {
      repeated = Json(parsed).dump();
    }
    return true;
  };
  std::size_t broken_byte = text.find('\0') + 1;  // the library would take it for the end
  try {
    Json json = Json::parse(text, watch);
    if (!repeated.empty()) return Refusal("the key " + repeated + " stands twice in an object");
    if (broken_byte == 0) return json;
  } catch (const Json::parse_error& error) {
    broken_byte = error.byte;
  } catch (const Json::out_of_range&) {
    return Refusal("a number is too large");
  }
  return Refusal("not well-formed JSON at byte " + std::to_string(broken_byte));
}

bool Applies(const Statement& statement, std::string_view action, const AccessRequest& request) {
  const auto is_met = [&](const Condition& condition) {
    const auto found = request.context.find(condition.key);
    return found == request.context.end() ? IsMet(condition, {}) : IsMet(condition, found->second);
  };
  return statement.actions.Covers(action) && statement.resources.Covers(request.resource) &&
         std::all_of(statement.conditions.begin(), statement.conditions.end(), is_met);
}

}  // namespace

Policy::Policy(std::shared_ptr<const std::vector<Statement>> statements)
    : statements_(std::move(statements)) {}

Expected<Policy, std::string> Policy::Parse(std::string_view json) {
  if (json.size() > kMaxDocumentBytes) {
    return Refusal("a policy may take " + std::to_string(kMaxDocumentBytes) + " bytes at most");
  }
  const auto document = ParseJson(json);
  if (!document) return Refusal(document.error());
  Reader reader;
  std::vector<Statement> statements = reader.ReadDocument(*document);
  if (!reader.Problem().empty()) return Refusal(reader.Problem());
  return Policy(std::make_shared<const std::vector<Statement>>(std::move(statements)));
}

Judgment Judge(std::span<const Policy> policies, const AccessRequest& request) {
  const std::string action = base::ToLower(request.action);
  Judgment judgment;
  for (StatementPlace at; at.policy < policies.size(); ++at.policy, at.statement = 0) {
    for (const Statement& statement : *policies[at.policy].statements_) {
      const StatementPlace place{at.policy, at.statement++};
      if (!Applies(statement, action, request)) continue;
      if (statement.effect == Effect::kDeny) return {Decision::kExplicitDeny, place};
      if (!judgment.by) judgment = {Decision::kAllow, place};
    }
  }
  return judgment;
}

}  // namespace fake_ice::auth

// RAM policies: a document is refused with a reason or judged as a second evaluator judges it.
// Input: the action, the resource and `key=value` of the request, a line each; then the documents,
// with a line `--` between them.
#include "auth/policy.h"

#include "fuzz/fuzz.h"
#include "policy/naive_evaluator.h"

using namespace fake_ice;
using fuzz::Require;
using Json = nlohmann::json;

namespace {

constexpr std::size_t kMaxDocuments = 3;

struct Documents {
  std::vector<auth::Policy> policies;
  std::vector<Json> texts;
};

/// Recursion tries every star: short texts with few of them only. Numbers, dates and addresses are
/// held against other readers by the target `condition`.
bool IsForNaiveEvaluator(const Json& json) {
  if (json.is_object()) {
    for (const auto& [key, value] : json.items()) {
      const bool is_other = key.starts_with("Numeric") || key.starts_with("Date") ||
                            key.find("IpAddress") != key.npos || key.starts_with("Bool");
      if (is_other || !IsForNaiveEvaluator(value)) return false;
    }
  }
  if (json.is_array()) {
    for (const Json& element : json) {
      if (!IsForNaiveEvaluator(element)) return false;
    }
  }
  if (!json.is_string()) return true;
  const auto& text = json.get_ref<const std::string&>();
  // `?` is a character of UTF-8, and the second evaluator knows bytes alone.
  const bool is_ascii = std::ranges::all_of(text, [](char c) { return c > 0; });
  return text.size() <= 60 && std::ranges::count(text, '*') <= 3 && is_ascii;
}

Documents ReadDocuments(std::string_view text) {
  Documents documents;
  for (std::size_t i = 0; i < kMaxDocuments && !text.empty(); ++i) {
    const auto end = text.find("\n--\n");
    const std::string_view document = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 4);
    const auto policy = auth::Policy::Parse(document);
    const Json json = Json::parse(document, nullptr, false);
    Require(policy.has_value() || !policy.error().empty(), "a refusal has a reason");
    if (!policy) continue;
    Require(json.is_object(), "a policy is a JSON object");
    const auto again = auth::Policy::Parse(json.dump(2));
    Require(again.has_value() || json.dump(2).size() > auth::Policy::kMaxDocumentBytes,
            "a policy that was taken is taken again");
    documents.policies.push_back(*policy);
    documents.texts.push_back(json);
  }
  return documents;
}

auth::AccessRequest ReadRequest(std::string_view& text) {
  auth::AccessRequest request{
      std::string(fuzz::TakeLine(text)), std::string(fuzz::TakeLine(text)), {}};
  const std::string_view pair = fuzz::TakeLine(text);
  const auto equals = pair.find('=');
  if (equals != std::string_view::npos) {
    request.context[std::string(pair.substr(0, equals))] = {std::string(pair.substr(equals + 1))};
  }
  return request;
}

void CheckJudgment(const Documents& documents, const auth::AccessRequest& request) {
  using auth::Decision;
  const auto judgment = auth::Judge(documents.policies, request);
  Require(judgment.by.has_value() == (judgment.decision != Decision::kImplicitDeny),
          "every decision but the implicit one has a statement");
  const std::vector<auth::Policy> reversed(documents.policies.rbegin(), documents.policies.rend());
  Require(auth::Judge(reversed, request).decision == judgment.decision,
          "the order of policies decides nothing");
  auto denied = documents.policies;
  denied.push_back(*auth::Policy::Parse(
      R"({"Version":"1","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]})"));
  Require(auth::Judge(denied, request).decision == Decision::kExplicitDeny, "a deny wins");
  if (!IsForNaiveEvaluator(documents.texts) || !IsForNaiveEvaluator(request.context) ||
      !IsForNaiveEvaluator({request.action, request.resource})) {
    return;
  }
  Require(test::naive::Evaluate(documents.texts, request) == judgment.decision,
          "two evaluators agree", Json(documents.texts).dump());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text = fuzz::AsText(data, size);
  const auth::AccessRequest request = ReadRequest(text);
  CheckJudgment(ReadDocuments(text), request);
  return 0;
}

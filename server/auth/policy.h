#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.h"

/// RAM policies: which principal may do what.
/// Source: help.aliyun.com, RAM "Permission policy elements", "Policy structure and syntax",
/// "Conditional operators", "Validate policies", "How RAM evaluates policies".
namespace fake_ice::auth {

/// What a policy's conditions can ask about a request, by condition key such as `acs:SourceIp`. A
/// key that is not there, or has no values, is absent from the request. Keys are compared with
/// regard to case (assumption: policy-key-case).
using ConditionContext = std::map<std::string, std::vector<std::string>, std::less<>>;

/// One request as policies see it.
struct AccessRequest {
  std::string action;    ///< `ice:GetYikeAIAppJob`
  std::string resource;  ///< an ARN, `acs:ice:*:1000000000000001:*`
  ConditionContext context;
};

/// Source: help.aliyun.com, RAM "How RAM evaluates policies": Allow, Implicit Deny, Explicit Deny.
enum class Decision { kAllow, kImplicitDeny, kExplicitDeny };

/// Where a statement stands, counted from 0.
struct StatementPlace {
  std::size_t policy = 0;
  std::size_t statement = 0;
};

/// A decision with the statement that made it; none makes an implicit deny.
struct Judgment {
  Decision decision = Decision::kImplicitDeny;
  std::optional<StatementPlace> by;
};

struct Statement;

/// A parsed RAM policy document. Immutable, cheap to copy, thread-safe.
class Policy {
 public:
  /// Reads a policy document, RFC 8259 JSON of at most kMaxDocumentBytes, and checks every value in
  /// it. The error is one sentence: a JSON pointer to the place, unless the whole document is
  /// meant, and the reason, as in `/Statement/0/Effect: must be "Allow" or "Deny"`.
  static base::Expected<Policy, std::string> Parse(std::string_view json);

  /// RAM allows 6,144 characters; each can take four bytes, and indentation is not counted here.
  /// Source: help.aliyun.com, Resource Management "CreatePolicy", PolicyDocument.
  static constexpr std::size_t kMaxDocumentBytes = 32'768;

 private:
  friend Judgment Judge(std::span<const Policy> policies, const AccessRequest& request);

  explicit Policy(std::shared_ptr<const std::vector<Statement>> statements);
  std::shared_ptr<const std::vector<Statement>> statements_;
};

/// What the policies together say: an explicit deny wins over every allow, and without an allow
/// the answer is an implicit deny. Never fails, whatever the request holds. Thread-safe.
/// Source: help.aliyun.com, RAM "How RAM evaluates policies", core principles.
Judgment Judge(std::span<const Policy> policies, const AccessRequest& request);

}  // namespace fake_ice::auth

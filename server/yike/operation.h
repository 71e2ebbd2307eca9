#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/expected.h"
#include "base/ids.h"
#include "base/value.h"
#include "store/store.h"

namespace fake_ice::yike {

/// The value of a business parameter, or null when the request has none of that name.
using FindParameter = std::function<const std::string*(std::string_view)>;

/// What an operation is given: the caller's account, the store, and the request's parameters.
/// References live as long as the call.
struct OperationCall {
  store::Store& store;
  std::string_view account_id;
  base::Moment now;          ///< on the account's clock
  std::string_view scheme;   ///< http or https, and
  std::string_view host;     ///< by which the client called: made-up URLs name both
  bool strict_apps = false;  ///< apps that the account does not have are refused
  base::IdSource& ids;
  FindParameter find_parameter;
  std::function<void(const store::JobRecord&)> on_poll;  ///< told of each job as it was read
};

/// What an operation can find wrong. The gateway turns each into its wire error.
enum class Problem {
  kMissingParameter,  ///< Failure::parameter names it
  kInvalidParameter,  ///< Failure::parameter names it
  kJobNotFound,
  kAccountGone,  ///< deleted while the call was under way
};

struct Failure {
  Problem problem = Problem::kInvalidParameter;
  std::string parameter;
  std::string explanation{};  ///< for the person who made the mistake; may be empty
};

/// The answer's fields in their documented order, without RequestId, which the gateway puts first.
using OperationResult = base::Expected<base::Value::Object, Failure>;

/// One emulated operation.
struct Operation {
  std::string_view action;
  std::string_view main_parameter;  ///< names what the operation is about
  OperationResult (*run)(const OperationCall&);
};

/// Every emulated operation; RAM calls it `<code of the product>:<action>` (assumption:
/// ram-actions).
std::span<const Operation> Operations();

/// The business parameters that the operation reads.
std::span<const std::string_view> ParametersOf(const Operation& operation);

/// The operation of exactly that name (action names are case-sensitive), or null.
const Operation* FindOperation(std::string_view action);

}  // namespace fake_ice::yike

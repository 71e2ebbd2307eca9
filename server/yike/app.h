#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_object.h"
#include "yike/operation.h"

/// AI apps: what they ask of AppParams and what a job of one is like.
namespace fake_ice::yike {

using AppParams = std::vector<base::JsonMember>;

/// One value of AppParams that the app does not take.
struct AppParamsProblem {
  enum class Kind {
    kMissing,
    kInvalid,
    kNoImage  ///< an image, missing or invalid
  };

  Kind kind = Kind::kInvalid;
  std::string key;
};

/// The failure of a parameter whose value no fixture could hold, because it is too long or no UTF-8
/// (assumption: submit-limits).
std::optional<Failure> CheckLength(const std::string& parameter, std::string_view value,
                                   std::size_t max_characters);

/// The app that a call names. An app that the account does not have is one that takes any
/// parameters and makes an image in ten seconds (assumption: default-app), or, with strict apps, a
/// failure.
base::Expected<store::AppRecord, Failure> FindApp(const OperationCall& call,
                                                  const std::string& app_id);

/// The call's AppParams, none when it has none. What is no JSON object is a failure.
base::Expected<AppParams, Failure> ReadAppParams(const OperationCall& call);

/// Everything in `params` that `app` does not take, in the order in which the app declares it.
std::vector<AppParamsProblem> CheckAppParams(const store::AppRecord& app, const AppParams& params);

/// Replaces each `${Key}` in the outputs' texts by that value of `params`, and `${JobId}` by the
/// job's id; an unknown key by nothing. A text that becomes empty, or longer than a fixture may
/// have it, is one that nobody gave.
void FillOutputs(std::vector<store::Output>& outputs, const AppParams& params,
                 std::string_view job_id);

}  // namespace fake_ice::yike

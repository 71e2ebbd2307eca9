#pragma once

#include <string>
#include <string_view>

#include "gateway/api_request.h"
#include "store/store.h"
#include "yike/operation.h"

/// Which mistake of the client is behind an answer, in words for the person who made it. Nothing
/// here decides anything: it runs after the answer is known.
namespace fake_ice::gateway {

/// A request whose answer is known.
struct Answered {
  const ApiRequest& request;
  const yike::Operation* operation = nullptr;  ///< null: it names none that is emulated
  std::string_view account_id;                 ///< empty: nobody's
  std::string_view step;                       ///< the check that answered
  std::string_view code;                       ///< of the error; empty on success
  std::string_view strict_apps;    ///< the setting that refuses unknown apps; empty: none does
  std::string_view missing_job{};  ///< the first that the operation looked for in vain
};

/// The likely mistake in the request: a parameter of a wrong name, parameters in a JSON body,
/// AppParams that are no JSON, a JobId, AppId or access key near one that exists, or of another
/// account; or the setting of the account that commands the answer: Service, StrictApps. Empty when
/// there is none to see. One line of printable ASCII without any secret. Long values and long lists
/// are not compared, so that the work stays bounded. Thread-safe.
std::string ExplainRequest(const Answered& answered, store::Store& store);

}  // namespace fake_ice::gateway

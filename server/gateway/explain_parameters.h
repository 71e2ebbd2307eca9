#pragma once

#include <string>

#include "gateway/api_request.h"
#include "yike/operation.h"

namespace fake_ice::gateway {

/// A parameter that nobody reads beside the one that was likely meant, such as `JobID`, or
/// parameters in a body that is not read as such; empty when there is none.
std::string ExplainParameters(const ApiRequest& request, const yike::Operation* operation);

/// `text` from a client for an explanation: in quotes, escaped, a long one cut short.
std::string QuoteForExplanation(std::string_view text);

}  // namespace fake_ice::gateway

#pragma once

#include <optional>
#include <string>

#include "base/http_message.h"
#include "cli/command_line.h"

namespace fake_ice::cli {

/// Sends one request and waits for its answer. Nothing when none came; stderr says why then.
std::optional<base::HttpResponse> SendTo(const Destination& destination,
                                         const base::HttpRequest& request);

/// The same for a GET of `path` of the control API.
std::optional<base::HttpResponse> AskControl(const ControlDestination& server,
                                             const std::string& path);

/// What AskControl sends: the GET, with the token that opens the control API.
base::HttpRequest RequestToControl(const ControlDestination& server, const std::string& path);

/// Why the control API refused, as a sentence.
std::string ReasonIn(const base::HttpResponse& refusal);

}  // namespace fake_ice::cli

#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>

#include "base/http_message.h"
#include "control/control_request.h"
#include "fixtures/problem.h"

/// The answers of the control API, which end with a newline: JSON, and errors as
/// `{"Error":{"Code","Message"}}`.
namespace fake_ice::control {

base::HttpResponse Reply(int status, const nlohmann::ordered_json& body);
base::HttpResponse ReplyText(std::string_view content_type, std::string body);
base::HttpResponse ReplyError(int status, std::string_view code, std::string_view message);

/// The error for a body that is no fixture. Its places lose `below`, a part that the client did not
/// send.
base::HttpResponse BadFixture(fixtures::Problems problems, std::string_view below = {});

base::HttpResponse NoSuchAccount(std::string_view account_id);
base::HttpResponse NoSuchJob(std::string_view job_id);

}  // namespace fake_ice::control

#include "control/control.h"

#include <nlohmann/json.hpp>

namespace fake_ice::control {
namespace {

using Json = nlohmann::ordered_json;

base::HttpResponse Respond(int status, const Json& body) {
  return {.status = status,
          .headers = {{"Content-Type", "application/json;charset=utf-8"}},
          .body = body.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

base::HttpResponse Error(int status, std::string_view code, const std::string& message) {
  return Respond(status, {{"Error", {{"Code", code}, {"Message", message}}}});
}

}  // namespace

Control::Control(std::string version) : version_(std::move(version)) {}

base::HttpResponse Control::Handle(const base::HttpRequest& request) const {
  const std::string path = request.target.substr(0, request.target.find('?'));
  if (path != "/_fake-ice/health") {
    return Error(404, "NotFound", "The control API has no " + path + ".");
  }
  if (request.method != "GET" && request.method != "HEAD") {
    base::HttpResponse response =
        Error(405, "MethodNotAllowed", path + " answers GET, not " + request.method + ".");
    response.headers.push_back({"Allow", "GET, HEAD"});
    return response;
  }
  return Respond(200, {{"Status", "ok"}, {"Version", version_}});
}

}  // namespace fake_ice::control

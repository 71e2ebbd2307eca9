#include "cli/send.h"

#include <iostream>
#include <nlohmann/json.hpp>

#include "http/client.h"

namespace fake_ice::cli {

std::optional<base::HttpResponse> SendTo(const Destination& destination,
                                         const base::HttpRequest& request) {
  auto response = http::Send(destination.endpoint, request, destination.timeout);
  if (response) return std::move(*response);
  std::cerr << "fake-ice: ";
  if (!destination.variable.empty()) std::cerr << destination.variable << ": ";
  std::cerr << response.error() << '\n';
  return std::nullopt;
}

base::HttpRequest RequestToControl(const ControlDestination& server, const std::string& path) {
  base::HttpRequest request{
      .method = "GET", .target = "/_fake-ice/" + path, .headers = {}, .body = {}};
  if (!server.control_token.empty()) {
    request.headers.push_back({"Authorization", "Bearer " + server.control_token});
  }
  return request;
}

std::optional<base::HttpResponse> AskControl(const ControlDestination& server,
                                             const std::string& path) {
  return SendTo(server.destination, RequestToControl(server, path));
}

std::string ReasonIn(const base::HttpResponse& refusal) {
  const auto json = nlohmann::json::parse(refusal.body, nullptr, false);
  const auto message = nlohmann::json::json_pointer("/Error/Message");
  if (json.is_discarded() || !json.contains(message) || !json.at(message).is_string()) {
    return "this is no answer of a fake-ice; is one listening there?";
  }
  return json.at(message).get<std::string>();
}

}  // namespace fake_ice::cli

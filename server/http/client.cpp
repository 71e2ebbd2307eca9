#include "http/client.h"

#include <httplib.h>

#include <string_view>

namespace fake_ice::http {

using base::Unexpected;

namespace {

/// Whether `endpoint` is a scheme that httplib knows (it throws for others), a host and perhaps a
/// port.
bool IsEndpoint(std::string_view endpoint) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!endpoint.starts_with(scheme)) continue;
    const std::string_view address = endpoint.substr(scheme.size());
    const auto colon = address.find(':', address.find(']') + 1);
    const bool has_port = colon != std::string_view::npos;
    const std::string_view port = has_port ? address.substr(colon + 1) : "80";
    return !address.substr(0, colon).empty() && !port.empty() &&
           address.find('/') == std::string_view::npos &&
           port.find_first_not_of("0123456789") == std::string_view::npos;
  }
  return false;
}

}  // namespace

base::Expected<base::HttpResponse, std::string> Send(const std::string& endpoint,
                                                     const base::HttpRequest& request) {
  const Unexpected<std::string> no_endpoint("the endpoint " + endpoint +
                                            " is not http://HOST:PORT or https://HOST:PORT");
  if (!IsEndpoint(endpoint)) return no_endpoint;
  httplib::Client client(endpoint);
  if (!client.is_valid()) return no_endpoint;
  client.set_url_encode(false);  // the signature covers the target as it is
  httplib::Request out;
  out.method = request.method;
  out.path = request.target;
  out.body = request.body;
  for (const base::HttpHeader& header : request.headers) {
    out.headers.emplace(header.name, header.value);
  }
  httplib::Result result = client.send(out);
  if (!result) {
    return base::Unexpected<std::string>("no answer from " + endpoint + ": " +
                                         httplib::to_string(result.error()) +
                                         "; is a server listening there?");
  }
  base::HttpResponse response{.status = result->status, .headers = {}, .body = result->body};
  for (const auto& [name, value] : result->headers) response.headers.push_back({name, value});
  return response;
}

}  // namespace fake_ice::http

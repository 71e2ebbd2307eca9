#include "http/client.h"

#include <httplib.h>

namespace fake_ice::http {

using base::Unexpected;

base::Expected<base::HttpResponse, std::string> Send(const std::string& endpoint,
                                                     const base::HttpRequest& request) {
  const Unexpected<std::string> no_endpoint("the endpoint " + endpoint +
                                            " is not http://HOST:PORT or https://HOST:PORT");
  // httplib throws for a scheme that it does not know.
  if (!endpoint.starts_with("http://") && !endpoint.starts_with("https://")) return no_endpoint;
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

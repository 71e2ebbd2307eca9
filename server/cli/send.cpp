#include "cli/send.h"

#include <iostream>

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

}  // namespace fake_ice::cli

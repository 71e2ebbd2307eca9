#include "cli/destinations.h"

#include "base/time_text.h"
#include "cli/checks.h"
#include "cli/variables.h"

namespace fake_ice::cli {
namespace {

/// `http://HOST:PORT` for what a person wrote: a scheme may lack, and a slash may end it.
std::string NormalEndpoint(std::string endpoint) {
  if (endpoint.find("://") == std::string::npos) endpoint.insert(0, "http://");
  if (endpoint.ends_with('/') && !endpoint.ends_with("//")) endpoint.pop_back();
  return endpoint;
}

}  // namespace

Destination FinishDestination(const Parsed& parsed, const DestinationOptions& options,
                              std::chrono::milliseconds timeout) {
  Destination destination{.endpoint = NormalEndpoint(options.endpoint),
                          .variable = parsed.SourceOf(*options.endpoint_option),
                          .timeout = base::ParseDuration(options.timeout).value_or(timeout)};
  constexpr const char* kListen = "FAKE_ICE_LISTEN";
  const std::string listen = parsed.listen.empty() ? ValueOf(kListen) : parsed.listen;
  if (options.endpoint_option->count() > 0 || !ParseAddress(listen)) return destination;
  std::string host = listen.substr(0, listen.rfind(':'));
  // What listens on every address is asked on the loopback one.
  if (host == "0.0.0.0") host = "127.0.0.1";
  if (host == "[::]") host = "[::1]";
  destination.endpoint = NormalEndpoint(host + listen.substr(listen.rfind(':')));
  if (parsed.listen.empty()) destination.variable = kListen;
  return destination;
}

ControlDestination FinishControl(const Parsed& parsed, const ControlOptions& options,
                                 std::chrono::milliseconds timeout) {
  return {FinishDestination(parsed, options.destination, timeout), options.token};
}

}  // namespace fake_ice::cli

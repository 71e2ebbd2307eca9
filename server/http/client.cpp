#include "http/client.h"

#include <fcntl.h>
#include <httplib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <future>
#include <mutex>
#include <string_view>
#include <thread>

#include "base/time_text.h"
#include "http/connect_failure.h"

namespace fake_ice::http {
namespace {

using base::Unexpected;
using std::chrono::milliseconds;

constexpr std::string_view kPlain = "http://";
constexpr std::string_view kTls = "https://";

/// What an endpoint says, taken apart.
struct Endpoint {
  bool tls = false;
  std::string host;  ///< without the brackets of an IPv6 address
  std::string port;
};

/// Nothing when `text` is not a scheme that httplib knows (it throws for others), a host and
/// perhaps a port.
std::optional<Endpoint> ParseEndpoint(std::string_view text) {
  Endpoint endpoint{.tls = text.starts_with(kTls)};
  if (!endpoint.tls && !text.starts_with(kPlain)) return std::nullopt;
  const std::string_view address = text.substr((endpoint.tls ? kTls : kPlain).size());
  const auto colon = address.find(':', address.find(']') + 1);
  endpoint.host = address.substr(0, colon);
  endpoint.port = endpoint.tls ? "443" : "80";
  if (colon != std::string_view::npos) endpoint.port = address.substr(colon + 1);
  if (endpoint.host.starts_with('[') && endpoint.host.ends_with(']')) {
    endpoint.host = endpoint.host.substr(1, endpoint.host.size() - 2);
  }
  const bool well_formed = !endpoint.host.empty() && !endpoint.port.empty() &&
                           address.find('/') == std::string_view::npos &&
                           endpoint.port.find_first_not_of("0123456789") == std::string::npos;
  return well_formed ? std::optional(endpoint) : std::nullopt;
}

/// Ends a client's connection when its time is over, wherever it is: httplib's own limits are for
/// each read. The connection has a descriptor of its own here, which nobody else may have closed.
class Deadline {
 public:
  Deadline(httplib::Client& client, milliseconds timeout)
      : thread_([this, timeout, done = done_.get_future()] {
          if (done.wait_for(timeout) == std::future_status::timeout) End();
        }) {
    client.set_socket_options([this](int socket) { Watch(socket); });
  }
  ~Deadline() {
    done_.set_value();
    thread_.join();
    if (socket_ >= 0) close(socket_);
  }
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

 private:
  /// A host with several addresses is tried with a socket for each; the last one stays.
  void Watch(int socket) {
    const std::scoped_lock lock(mutex_);
    if (socket_ >= 0) close(socket_);
    socket_ = fcntl(socket, F_DUPFD_CLOEXEC, 0);
  }
  void End() {
    const std::scoped_lock lock(mutex_);
    shutdown(socket_, SHUT_RDWR);
  }

  std::mutex mutex_;
  int socket_ = -1;
  std::promise<void> done_;
  std::thread thread_;
};

/// Why there is no answer, as the end of a sentence.
std::string ReasonOf(httplib::Error error, const Endpoint& endpoint, bool answer_began) {
  const std::string address =
      (endpoint.host.find(':') == std::string::npos ? endpoint.host : '[' + endpoint.host + ']') +
      ':' + endpoint.port;
  switch (error) {
    case httplib::Error::Connection:
      return ConnectFailure(endpoint.host, endpoint.port);
    case httplib::Error::SSLConnection:
      return "the TLS handshake failed; a port that speaks plain HTTP is http://" + address;
    case httplib::Error::SSLServerVerification:
    case httplib::Error::SSLLoadingCerts:
      return "its certificate is not trusted: of another name, expired, or by an authority that"
             " this machine does not know (SSL_CERT_FILE names further ones)";
    default:
      break;
  }
  if (answer_began) return "the connection was closed in the middle of the answer";
  return endpoint.tls ? "the connection was closed without an answer"
                      : "the connection was closed without an HTTP answer; a port that speaks TLS"
                        " is https://" +
                            address;
}

httplib::Request ToHttplib(const base::HttpRequest& request) {
  httplib::Request out;
  out.method = request.method;
  out.path = request.target;
  out.body = request.body;
  for (const base::HttpHeader& header : request.headers) {
    out.headers.emplace(std::string(header.name), std::string(header.value));
  }
  return out;
}

}  // namespace

base::Expected<base::HttpResponse, std::string> Send(const std::string& endpoint,
                                                     const base::HttpRequest& request,
                                                     milliseconds timeout) {
  const Unexpected<std::string> no_endpoint("the endpoint " + endpoint +
                                            " is not http://HOST:PORT or https://HOST:PORT");
  const auto address = ParseEndpoint(endpoint);
  if (!address) return no_endpoint;
  httplib::Client client(endpoint);
  if (!client.is_valid()) return no_endpoint;
  client.set_url_encode(false);  // the signature covers the target as it is
  client.set_connection_timeout(timeout);
  client.set_read_timeout(timeout);
  client.set_write_timeout(timeout);
  httplib::Request out = ToHttplib(request);
  bool answer_began = false;
  out.response_handler = [&](const httplib::Response&) { return answer_began = true; };
  const auto start = std::chrono::steady_clock::now();
  const Deadline deadline(client, timeout);
  httplib::Result result = client.send(out);
  if (!result) {
    const bool late = std::chrono::steady_clock::now() - start >= timeout;
    return Unexpected<std::string>("no answer from " + endpoint + ": " +
                                   (late ? "timed out after " + base::FormatDuration(timeout)
                                         : ReasonOf(result.error(), *address, answer_began)));
  }
  base::HttpResponse response{.status = result->status, .headers = {}, .body = result->body};
  for (const auto& [name, value] : result->headers) response.headers.push_back({name, value});
  return response;
}

}  // namespace fake_ice::http

#include <httplib.h>

#include <cstdio>
#include <cstdlib>
#include <string>

/// What fake-ice is measured beside: cpp-httplib as it comes, answering a constant body.
/// Its pool has a thread for each connection that tests/bench/run opens, Nagle's delay is off and
/// a connection is never closed for its number of requests; otherwise it would measure its defaults
/// (5 requests per connection, 44 ms each) and not its work. Its listen backlog stays 5, which is
/// compiled into Debian's library: a burst of new connections can lose some for a second.
///
/// Usage: fake_ice_bench_bare BODY_BYTES [PORT]
int main(int argc, char** argv) {
  const std::size_t body_bytes = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 0;
  const int wanted_port = argc > 2 ? std::atoi(argv[2]) : 0;
  constexpr std::string_view kFrame = R"({"Body":""})";
  if (body_bytes < kFrame.size()) {
    std::fputs("usage: fake_ice_bench_bare BODY_BYTES [PORT], at least 11 bytes\n", stderr);
    return 2;
  }
  const std::string body = R"({"Body":")" + std::string(body_bytes - kFrame.size(), 'x') + "\"}";

  httplib::Server server;
  server.new_task_queue = [] { return new httplib::ThreadPool(64); };
  server.set_tcp_nodelay(true);
  server.set_keep_alive_max_count(1'000'000);
  const auto answer = [&](const httplib::Request&, httplib::Response& response) {
    response.set_content(body, "application/json;charset=utf-8");
  };
  server.Post("/", answer);
  server.Get("/_fake-ice/health", answer);

  const char* host = "127.0.0.1";
  const int port = wanted_port == 0                         ? server.bind_to_any_port(host)
                   : server.bind_to_port(host, wanted_port) ? wanted_port
                                                            : -1;
  if (port < 0) {
    std::fputs("fake_ice_bench_bare: cannot listen\n", stderr);
    return 2;
  }
  std::printf("bare listening on http://%s:%d\n", host, port);
  std::fflush(stdout);
  return server.listen_after_bind() ? 0 : 1;
}

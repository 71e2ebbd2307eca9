// The program where the system gives it no more memory, as `ulimit -v` does.

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>
#include <string>

#include "cli/program.h"
#include "support/raw_client.h"
#include "support/sanitized.h"

using namespace fake_ice;
using test::RawClient;
using test::RawResponse;
using test::RunningServer;

namespace {

constexpr std::size_t kMiB = 1024UL * 1024;

/// What the process takes of addresses, in bytes.
std::size_t AddressSpace(pid_t process) {
  std::size_t pages = 0;
  std::ifstream("/proc/" + std::to_string(process) + "/statm") >> pages;
  return pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

/// Lets the process have so much more than now, and no more.
void AllowMore(pid_t process, rlim_t bytes) {
  const rlim_t limit = AddressSpace(process) + bytes;
  const rlimit limits{.rlim_cur = limit, .rlim_max = RLIM_INFINITY};
  REQUIRE(prlimit(process, RLIMIT_AS, &limits, nullptr) == 0);
}

std::string Post(const std::string& body) {
  return "POST /_fake-ice/fixtures HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
         "Content-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// Status 0 when the connection was closed instead.
RawResponse Send(const RunningServer& server, const std::string& bytes) {
  RawClient client(server.Port());
  static_cast<void>(client.TrySend(bytes));
  try {
    return client.Read();
  } catch (const std::runtime_error&) {
    return {};
  }
}

/// Fixtures of so many bytes or a little more.
std::string JobsOf(std::size_t bytes) {
  const std::string prompt(1000, 'x');
  std::string jobs;
  for (std::size_t number = 0; jobs.size() < bytes; ++number) {
    jobs += (number == 0 ? "" : ", ");
    jobs += R"({"JobId": "job-)" + std::to_string(number) +
            R"(", "Status": "Created", "AppParams": {"Prompt": ")" + prompt + R"("}})";
  }
  return R"({"Accounts": [{"AccountId": "many", "Jobs": [)" + jobs + "]}]}";
}

}  // namespace

TEST_CASE("a program that gets no more memory refuses what needs more, and serves on") {
  if (test::kSanitized) return;  // sanitizers take all the addresses there are
  const RunningServer server;
  const std::string health = "GET /_fake-ice/health HTTP/1.1\r\nHost: localhost\r\n\r\n";
  REQUIRE(Send(server, health).status == 200);
  const std::string many = Post(JobsOf(32 * kMiB));
  for (const std::size_t more : {0 * kMiB, 4 * kMiB, 40 * kMiB, 60 * kMiB}) {
    CAPTURE(more);
    AllowMore(server.Id(), more);
    const RawResponse refused = Send(server, many);
    CAPTURE(refused.body);
    CHECK((refused.status == 0 || refused.status >= 500));
    CHECK(Send(server, health).status == 200);
  }
  AllowMore(server.Id(), 4096 * kMiB);
  CHECK(Send(server, many).status / 100 == 2);
}

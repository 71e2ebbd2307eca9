// The control API, a few requests after each other: answers are well-formed and none admits a
// fault, and whatever state they leave is one that an export gives back.
// Input: requests with a line `--` between them; `METHOD path`, a line feed, and the body.
#include <array>

#include "fuzz/fuzz.h"
#include "fuzz/in_process.h"

using namespace fake_ice;
using fuzz::Require;

namespace {

constexpr std::size_t kMaxRequests = 8;

constexpr const char* kFixture = R"({"Accounts": [{"AccountId": "1",
  "AccessKeys": [{"AccessKeyId": "key", "AccessKeySecret": "secret"}],
  "Apps": [{"AppId": "app", "Timeline": [{"Status": "Created"}, {"After": "2s",
    "Status": "Finished"}]}],
  "Jobs": [{"JobId": "job", "Status": "Created"}, {"JobId": "live", "Timeline":
    [{"Status": "Created"}, {"After": "2s", "AfterPolls": 1, "Status": "Finished"}]}]}]})";

void CheckAnswer(const base::HttpResponse& answer) {
  constexpr std::array kStatuses{200, 201, 204, 308, 400, 403, 404, 405, 409, 413};
  const bool known = std::ranges::find(kStatuses, answer.status) != kStatuses.end();
  Require(known, "a status that is documented", std::to_string(answer.status) + answer.body);
  fuzz::RequireWellFormed(answer.headers, answer.body);
  if (answer.status >= 400) {
    Require(answer.body.starts_with(R"({"Error":{"Code":")"), "an error has its shape",
            answer.body);
  }
}

bool AskNext(fuzz::InProcess& server, std::string_view& text) {
  const auto end = text.find("\n--\n");
  std::string_view request = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 4);
  const std::string_view line = fuzz::TakeLine(request);
  const auto blank = line.find(' ');
  if (blank == std::string_view::npos) return false;
  const auto answer = server.Control(std::string(line.substr(0, blank)),
                                     std::string(line.substr(blank + 1)), std::string(request));
  CheckAnswer(answer);
  return answer.status < 300 && !line.starts_with("GET");
}

/// An export loads to the state that it was made of.
void CheckRoundTrip(fuzz::InProcess& server) {
  const auto written = server.Control("GET", "fixtures?Secrets=true");
  Require(written.status == 200, "an export succeeds", written.body);
  const auto posted = server.Control("POST", "fixtures", written.body);
  Require(posted.status == 200, "an export loads", posted.body + '\n' + written.body);
  fuzz::RequireSame(server.Control("GET", "fixtures?Secrets=true").body, written.body,
                    "an export loads to the same state");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static fuzz::InProcess server(kFixture);
  std::string_view text = fuzz::AsText(data, size);
  bool changed = false;
  for (std::size_t i = 0; i < kMaxRequests && !text.empty(); ++i) {
    if (AskNext(server, text)) changed = true;
  }
  if (!changed) return 0;
  // It takes longer than all else.
  if (size % 4 == 0) CheckRoundTrip(server);
  server.Restore();
  return 0;
}

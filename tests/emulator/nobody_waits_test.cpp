// Clients that are slow or held back by a fault, in numbers, and everybody else meanwhile.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "emulator/running_emulator.h"
#include "support/crowd.h"

using namespace fake_ice;
using test::RawClient;
using test::RunningEmulator;

namespace {

constexpr std::size_t kPictureBytes = 150'000;

/// A fixture with the keys `key` and `slow`, the job `job`, and a picture larger than what the
/// system buffers between server and a narrow client.
std::string Fixture() {
  return R"({"Accounts": [{"AccountId": "1",
    "AccessKeys": [{"AccessKeyId": "key", "AccessKeySecret": "secret"},
                   {"AccessKeyId": "slow", "AccessKeySecret": "secret"}],
    "Jobs": [{"JobId": "job", "Status": "Created"},
             {"JobId": "large", "Status": "Finished", "Result": {"ImageResult": [
               {"File": "large.png", "Content": ")" +
         std::string(kPictureBytes / 3 * 4, 'A') + R"("}]}}],
    "Faults": [{"Match": {"AccessKeyId": "slow"}, "DelayMs": 600000}]}]})";
}

void CheckOthersAreAnswered(RunningEmulator& emulator) {
  CHECK(emulator.Read("/_fake-ice/health").at("Status") == "ok");
  CHECK(emulator.CodeOf({"key"}).empty());
  CHECK(emulator.Read("/_fake-ice/accounts/1/jobs/job").at("Polls").at("Count") >= 1);
}

bool HaveNothing(const std::vector<RawClient>& clients) {
  return std::none_of(clients.begin(), clients.end(),
                      [](const RawClient& client) { return client.HasInput(); });
}

}  // namespace

TEST_CASE("while 1,100 bodies have come by half, health and a signed call are answered") {
  RunningEmulator emulator(Fixture());
  std::vector<RawClient> slow;
  for (std::size_t i = 0; i < test::CrowdSize(); ++i) {
    slow.emplace_back(emulator.Port());
    slow.back().Send("PUT /_fake-ice/nothing HTTP/1.1\r\nHost: " + emulator.Authority() +
                     "\r\nContent-Length: 10\r\n\r\n01234");
  }
  CheckOthersAreAnswered(emulator);
  CHECK(HaveNothing(slow));
  for (RawClient& client : slow) CHECK(client.Ask("56789").status == 404);
}

TEST_CASE("while a fault delays 1,100 requests, health and a signed call are answered") {
  RunningEmulator emulator(Fixture());
  const std::size_t count = test::CrowdSize();
  std::vector<RawClient> delayed;
  for (std::size_t i = 0; i < count; ++i) {
    delayed.emplace_back(emulator.Port());
    delayed.back().Send(test::ToBytes(emulator.Signed({"slow"}, {{"JobId", "job"}})));
  }
  // The control API is asked until all of them have been held back.
  const std::string faults = "/_fake-ice/accounts/1/faults";
  while (emulator.Read(faults).at("Faults").at(0).at("Fired") < count) {
  }
  CheckOthersAreAnswered(emulator);
  CHECK(HaveNothing(delayed));
}

TEST_CASE("while 1,100 clients do not read their answers, health and a signed call are answered") {
  RunningEmulator emulator(Fixture());
  constexpr RawClient::Options kNarrow{.receive_buffer_bytes = 4096, .max_segment_bytes = 1400};
  std::vector<RawClient> slow;
  for (std::size_t i = 0; i < test::CrowdSize(); ++i) {
    slow.emplace_back(emulator.Port(), kNarrow);
    slow.back().Send("GET /_media/1/large/image-1.png HTTP/1.1\r\nHost: h\r\n\r\n");
  }
  CheckOthersAreAnswered(emulator);
  // Through a buffer this small a picture takes its time, so that only some are read.
  for (std::size_t i = 0; i < slow.size(); i += 100) {
    CHECK(slow[i].Read().body.size() == kPictureBytes);
  }
}

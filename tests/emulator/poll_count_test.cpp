// Reads of one job at once: each is counted, and none twice.
#include <doctest/doctest.h>

#include <map>
#include <stdexcept>

#include "emulator/running_emulator.h"
#include "support/api_client.h"
#include "support/parallel.h"
#include "support/timeline_model.h"

using namespace fake_ice;
using test::Answer;
using test::ApiClient;
using test::RunningEmulator;
using Json = nlohmann::json;

namespace {

constexpr int kRounds = 50;
constexpr int kReaders = 16;
constexpr int kReadsEach = 2;

const test::ModelTimeline kTimeline{
    {"Created"}, {"Queuing", 0, 1}, {"Executing", 0, 12}, {"Finished", 0, 27}};
/// How many of the 32 reads see each status.
const std::map<std::string, int> kSeen{
    {"Created", 1}, {"Queuing", 11}, {"Executing", 15}, {"Finished", 5}};

const test::Key kKey{"key", "secret"};

/// Half of the readers read alone, half in a batch that names the job twice.
Json Read(ApiClient& client, int reader, const std::string& job_id) {
  if (reader % 2 == 0) return client.Call(kKey, "GetYikeAIAppJob", {{"JobId", job_id}}).json;
  const Answer answer =
      client.Call(kKey, "BatchGetYikeAIAppJob", {{"JobIds", job_id + ",nothing," + job_id}});
  if (answer.json.at("JobList").size() != 1) throw std::runtime_error(answer.json.dump());
  return answer.json.at("JobList").at(0);
}

/// Counts the statuses that one reader sees; a job's life goes forward for each.
void ReadOften(ApiClient& client, int reader, const std::string& job_id,
               std::map<std::string, int>& seen) {
  std::int64_t last = 0;
  for (int i = 0; i < kReadsEach; ++i) {
    const std::string status = Read(client, reader, job_id).at("Status");
    ++seen[status];
    const auto place = static_cast<std::int64_t>(store::ParseJobStatus(status).value());
    if (place < last) throw std::runtime_error("back to " + status);
    last = place;
  }
}

}  // namespace

TEST_CASE("of parallel reads each state is seen exactly as often as the timeline says") {
  RunningEmulator emulator(test::kSmallFixture);
  std::vector<ApiClient> clients;
  for (int i = 0; i < kReaders; ++i) clients.emplace_back(emulator.Port(), emulator.Clock());
  const std::string fixture = Json{{"Timeline", test::InFixture(kTimeline)}}.dump();
  for (int round = 0; round < kRounds; ++round) {
    CAPTURE(round);
    const std::string job_id = "polled " + std::to_string(round);
    const std::string target = "/_fake-ice/accounts/1/jobs/polled%20" + std::to_string(round);
    REQUIRE(emulator.Ask("PUT", target, {.body = fixture}).status == 200);
    std::vector<std::map<std::string, int>> seen(kReaders);
    const auto failures = test::InParallel(kReaders, [&](int reader) {
      const auto i = static_cast<std::size_t>(reader);
      ReadOften(clients[i], reader, job_id, seen[i]);
    });
    CHECK_MESSAGE(failures.empty(), test::Lines(failures));
    std::map<std::string, int> total;
    for (const auto& counts : seen) {
      for (const auto& [status, count] : counts) total[status] += count;
    }
    CHECK(total == kSeen);
    CHECK(emulator.Read(target).at("Polls").at("Count") == kReaders * kReadsEach);
  }
}

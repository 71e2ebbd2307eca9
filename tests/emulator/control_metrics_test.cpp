// GET /_fake-ice/metrics over a real socket, read by a small parser of Prometheus' text format.
#include <doctest/doctest.h>

#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "emulator/running_emulator.h"

using namespace fake_ice;
using test::RawResponse;
using test::RunningEmulator;

namespace {

using Labels = std::map<std::string, std::string>;

struct Sample {
  std::string name;
  Labels labels;
  double value = 0;
};

struct Metrics {
  std::map<std::string, std::string> types;  ///< by name
  std::vector<Sample> samples;

  /// The value of the one sample that has exactly these labels; -1 when there is none.
  [[nodiscard]] double Value(const std::string& name, const Labels& labels = {}) const {
    for (const Sample& sample : samples) {
      if (sample.name == name && sample.labels == labels) return sample.value;
    }
    return -1;
  }
};

Labels ParseLabels(const std::string& text) {
  static const std::regex kLabel(R"re(([a-zA-Z_]\w*)="((?:[^"\\\n]|\\["\\n])*)"(,|$))re");
  Labels labels;
  std::string rest = text;
  for (std::smatch match; !rest.empty(); rest = match.suffix()) {
    REQUIRE(std::regex_search(rest, match, kLabel, std::regex_constants::match_continuous));
    CHECK(labels.emplace(match[1], match[2]).second);
  }
  return labels;
}

/// The name that TYPE gives for a sample: a histogram's samples have endings.
std::string FamilyOf(const std::string& name, const Metrics& metrics) {
  for (const std::string ending : {"", "_bucket", "_sum", "_count"}) {
    if (!name.ends_with(ending)) continue;
    const std::string family = name.substr(0, name.size() - ending.size());
    if (metrics.types.contains(family)) return family;
  }
  return "";
}

/// Every line must be HELP, TYPE or a sample; a family's TYPE comes before its samples and once.
Metrics Parse(const std::string& text) {
  static const std::regex kSample(R"re(([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)( \d+)?)re");
  static const std::regex kType("# TYPE ([a-zA-Z_:][\\w:]*) (counter|gauge|histogram)");
  Metrics metrics;
  REQUIRE(text.ends_with('\n'));
  std::istringstream lines(text);
  std::set<std::pair<std::string, Labels>> seen;
  for (std::string line; std::getline(lines, line);) {
    CAPTURE(line);
    std::smatch match;
    if (line.empty() || line.starts_with("# HELP ")) continue;
    if (std::regex_match(line, match, kType)) {
      CHECK(metrics.types.emplace(match[1], match[2]).second);
      continue;
    }
    REQUIRE(std::regex_match(line, match, kSample));
    Sample sample{match[1], ParseLabels(match[2]), std::stod(match[3])};
    CHECK(!FamilyOf(sample.name, metrics).empty());
    CHECK(seen.emplace(sample.name, sample.labels).second);
    metrics.samples.push_back(std::move(sample));
  }
  return metrics;
}

Metrics Read(RunningEmulator& emulator) {
  const RawResponse response = emulator.Ask("GET", "/_fake-ice/metrics");
  CHECK(response.status == 200);
  CHECK(response.Header("Content-Type").starts_with("text/plain; version=0.0.4"));
  return Parse(response.body);
}

constexpr const char* kRequests = "fake_ice_requests_total";

Labels Request(const std::string& action, const std::string& code, const std::string& status) {
  return {{"action", action}, {"code", code}, {"status", status}};
}

}  // namespace

TEST_CASE("metrics can be read before the first request") {
  RunningEmulator emulator;
  const Metrics metrics = Read(emulator);
  CHECK(metrics.Value("fake_ice_request_duration_seconds_count") == 0);
  CHECK(metrics.Value("fake_ice_journal_entries") == 0);
}

TEST_CASE("requests are counted by action, code and status") {
  RunningEmulator emulator(test::kSmallFixture);
  for (int i = 0; i < 3; ++i) emulator.Call({"key"});
  emulator.Call({"key"}, {{"JobId", "nowhere"}});
  emulator.Call({"key", "wrong"});
  emulator.Ask("GET", "/elsewhere");
  const Metrics metrics = Read(emulator);
  CHECK(metrics.types.at(kRequests) == "counter");
  CHECK(metrics.Value(kRequests, Request("GetYikeAIAppJob", "OK", "200")) == 3);
  CHECK(metrics.Value(kRequests, Request("GetYikeAIAppJob", "JobNotFound", "404")) == 1);
  CHECK(metrics.Value(kRequests, Request("GetYikeAIAppJob", "SignatureDoesNotMatch", "400")) == 1);
  CHECK(metrics.Value(kRequests, Request("none", "InvalidAction.NotFound", "404")) == 1);
  CHECK(metrics.Value("fake_ice_journal_entries") == 6);
  CHECK(metrics.Value("fake_ice_request_duration_seconds_count") == 6);
}

TEST_CASE("the version is a label of its own series, and no label of any is empty") {
  RunningEmulator emulator(test::kSmallFixture);
  emulator.Call({"key"});
  emulator.Ask("GET", "/elsewhere");
  const Metrics metrics = Read(emulator);
  CHECK(metrics.types.at("fake_ice_build_info") == "gauge");
  const std::string version = emulator.Read("/_fake-ice/health").at("Version");
  CHECK(metrics.Value("fake_ice_build_info", {{"version", version}}) == 1);
  for (const Sample& sample : metrics.samples) {
    for (const auto& [name, value] : sample.labels) CHECK(!value.empty());
  }
}

TEST_CASE("the control API's own requests are not counted") {
  RunningEmulator emulator;
  for (int i = 0; i < 5; ++i) emulator.Ask("GET", "/_fake-ice/metrics");
  CHECK(Read(emulator).Value("fake_ice_request_duration_seconds_count") == 0);
}

TEST_CASE("clients cannot make up label values") {
  RunningEmulator emulator(test::kSmallFixture);
  const std::size_t before = Read(emulator).samples.size();
  for (int i = 0; i < 50; ++i) {
    const std::string made_up = "Made%22Up%0A" + std::to_string(i);
    emulator.Ask("GET", "/?Version=2020-11-09&Action=" + made_up);
    emulator.Ask("GET", "/?Version=" + made_up + "&Action=" + made_up);
    emulator.Ask("M" + std::to_string(i), "/?Version=2020-11-09&Action=" + made_up);
    emulator.AskRaw("GET /?Action=" + made_up + " HTTP/1.1\r\nbad\r\n\r\n");
    emulator.Ask("GET", "/", {.headers = {"x-acs-action: " + made_up}});
    emulator.Ask("GET", "/" + made_up);
  }
  const Metrics metrics = Read(emulator);
  CHECK(metrics.samples.size() <= before + 6);
  for (const Sample& sample : metrics.samples) {
    if (sample.name == kRequests) CHECK(sample.labels.at("action") == "none");
  }
}

TEST_CASE("an operation of ICE that is not emulated is counted under its name") {
  RunningEmulator emulator;
  emulator.Ask("GET", "/?Version=2020-11-09&Action=ListMediaProducingJobs&Format=JSON");
  emulator.Ask("GET", "/?Version=2020-11-09&Action=GetMediaInfo&Format=JSON");
  CHECK(Read(emulator).Value(kRequests, Request("GetMediaInfo", "NotEmulated", "501")) == 1);
}

TEST_CASE("the histogram adds up") {
  RunningEmulator emulator(test::kSmallFixture);
  for (int i = 0; i < 20; ++i) emulator.Call({"key"});
  const Metrics metrics = Read(emulator);
  double last = 0;
  double infinite = -1;
  double last_bound = -1;
  for (const Sample& sample : metrics.samples) {
    if (sample.name != "fake_ice_request_duration_seconds_bucket") continue;
    CHECK(sample.value >= last);
    last = sample.value;
    const std::string& bound = sample.labels.at("le");
    if (bound == "+Inf") infinite = sample.value;
    const double number = bound == "+Inf" ? HUGE_VAL : std::stod(bound);
    CHECK(number > last_bound);
    last_bound = number;
  }
  CHECK(infinite == 20);
  CHECK(metrics.Value("fake_ice_request_duration_seconds_count") == 20);
  CHECK(metrics.Value("fake_ice_request_duration_seconds_sum") >= 0);
}

TEST_CASE("counters never go back, whatever is reset") {
  RunningEmulator emulator(test::kSmallFixture);
  emulator.Call({"key"});
  emulator.Ask("POST", "/_fake-ice/reset");
  const Metrics metrics = Read(emulator);
  CHECK(metrics.Value(kRequests, Request("GetYikeAIAppJob", "OK", "200")) == 1);
  CHECK(metrics.Value("fake_ice_journal_entries") == 0);
}

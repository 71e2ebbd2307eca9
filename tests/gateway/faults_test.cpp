// Which fault acts on which request, and what it does to the answer.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

#include "gateway/faults.h"
#include "support/files.h"

using namespace fake_ice;
using gateway::FaultSubject;
using store::FaultRecord;

namespace {

const FaultSubject kGet{.action = "GetYikeAIAppJob",
                        .access_key_id = "key",
                        .job_ids = {"j1", "j2"},
                        .app_ids = {"app"}};

/// For `count` requests the place of the fault that acts on each, `-` where none does.
std::string ActingOn(std::vector<FaultRecord>& faults, int count, const FaultSubject& subject) {
  std::string acting;
  for (int i = 0; i < count; ++i) {
    const auto place = gateway::CountFaults(faults, subject);
    acting += place ? std::to_string(*place) : "-";
  }
  return acting;
}

bool IsFor(const store::FaultMatch& match, const FaultSubject& subject) {
  std::vector<FaultRecord> faults{{.match = match}};
  return gateway::CountFaults(faults, subject).has_value();
}

/// The error that `fault` gives an unsigned call of `action`.
gateway::ApiError ErrorFor(const store::FaultError& fault, std::string_view action) {
  return gateway::ErrorOf({.error = fault}, {.request = {},
                                             .claim = {},
                                             .version = yike::ApiVersions().front(),
                                             .operation = *yike::FindOperation(action),
                                             .caller = {},
                                             .now = {}})
      .value();
}

std::string Chosen(double probability, std::int64_t seed, int count) {
  std::vector<FaultRecord> faults{{.probability = probability, .seed = seed}};
  return ActingOn(faults, count, kGet);
}

}  // namespace

TEST_CASE("a fault is for requests that are everything it asks for") {
  CHECK(IsFor({}, kGet));
  CHECK(IsFor({}, {}));
  CHECK(IsFor({.action = "GetYikeAIAppJob"}, kGet));
  CHECK_FALSE(IsFor({.action = "SubmitYikeAIAppJob"}, kGet));
  CHECK_FALSE(IsFor({.action = "getyikeaiappjob"}, kGet));
  CHECK(IsFor({.job_id = "j2"}, kGet));
  CHECK_FALSE(IsFor({.job_id = "j"}, kGet));
  CHECK_FALSE(IsFor({.job_id = "j2"}, {}));
  CHECK(IsFor({.access_key_id = "key"}, kGet));
  CHECK_FALSE(IsFor({.access_key_id = "other"}, kGet));
  CHECK(IsFor({.app_id = "app"}, kGet));
  CHECK_FALSE(IsFor({.app_id = "other"}, kGet));
  CHECK_FALSE(IsFor({.job_id = "j1", .app_id = "other"}, kGet));
}

TEST_CASE("Skip, Times and the order of faults decide whose turn it is") {
  struct Row {
    std::vector<FaultRecord> faults;
    std::string acting;
  };
  const std::vector<Row> rows{
      {{{}}, "00000000"},
      {{{.times = 1}}, "0-------"},
      {{{.skip = 2, .times = 1}}, "--0-----"},
      {{{.skip = 2}}, "--000000"},
      {{{.skip = 2, .times = 3}}, "--000---"},
      // A schedule: each counts every request, whichever acted before.
      {{{.skip = 1, .times = 1}, {.skip = 2, .times = 1}, {.skip = 3, .times = 1}}, "-012----"},
      // Two whose turn it is at once: one after the other, none is lost.
      {{{.times = 1}, {.times = 1}}, "01------"},
      {{{.times = 2}, {.skip = 1, .times = 2}}, "0011----"},
      {{{}, {.times = 1}}, "00000000"},
      {{{.match = {.action = "SubmitYikeAIAppJob"}}, {.times = 1}}, "1-------"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.acting);
    std::vector<FaultRecord> faults = row.faults;
    CHECK(ActingOn(faults, 8, kGet) == row.acting);
    for (std::size_t i = 0; i < faults.size(); ++i) {
      CHECK(faults[i].matched == (faults[i].match.action ? 0 : 8));
      CHECK(faults[i].fired == std::count(row.acting.begin(), row.acting.end(), '0' + char(i)));
    }
  }
}

TEST_CASE("a chance depends on seed and request alone, and comes about as often as it says") {
  CHECK(Chosen(0.5, 7, 200) == Chosen(0.5, 7, 200));
  CHECK(Chosen(0.5, 7, 200) != Chosen(0.5, 8, 200));
  CHECK(Chosen(1, 7, 50) == std::string(50, '0'));
  for (const double probability : {0.01, 0.1, 0.5, 0.9}) {
    for (const std::int64_t seed : {0, 1, 7, 1'000'000}) {
      CAPTURE(probability);
      CAPTURE(seed);
      const std::string chosen = Chosen(probability, seed, 20'000);
      const auto count = static_cast<double>(std::count(chosen.begin(), chosen.end(), '0'));
      CHECK(count / 20'000 == doctest::Approx(probability).epsilon(0.15));
    }
  }
  // Skipped requests take no chances, and Times counts what came of them.
  std::vector<FaultRecord> faults{{.skip = 10, .times = 3, .probability = 0.5, .seed = 3}};
  const std::string acting = ActingOn(faults, 100, kGet);
  CHECK(acting.substr(0, 10) == "----------");
  CHECK(std::count(acting.begin(), acting.end(), '0') == 3);
}

TEST_CASE("every code that a fixture may name is a documented error, and the other way round") {
  const auto schema =
      nlohmann::json::parse(test::ReadFile(test::SourceDirectory() / "schema/fixture.schema.json"));
  const auto codes = schema.at(
      "/definitions/Fault/properties/Error/allOf/0/not/properties/Code/not/enum"_json_pointer);
  CHECK(codes.size() > 50);
  for (const std::string code : codes) {
    CAPTURE(code);
    CHECK(gateway::FindDocumentedError(code).has_value());
    const gateway::ApiError error = ErrorFor({.code = code}, "GetYikeAIAppJob");
    CHECK(error.code == code);
    CHECK(error.message.find("{}") == std::string::npos);
    CHECK(!error.message.empty());
    CHECK(error.status >= 400);
  }
  for (std::size_t id = 0; id < static_cast<std::size_t>(gateway::ErrorId::kCount); ++id) {
    const std::string code = gateway::MakeError(static_cast<gateway::ErrorId>(id), "AppId").code;
    CAPTURE(code);
    // What fake-ice alone answers is no error of the service.
    const bool own = code == "NotEmulated" || code == "InvalidRequest" ||
                     code == "TooManyParameters" || code == "RequestHeaderTooLarge" ||
                     code == "RequestBodyTooLarge";
    CHECK((std::count(codes.begin(), codes.end(), code) == 1) == !own);
  }
}

TEST_CASE("an error by name is the documented one but for what the fault changes") {
  const std::string get = "GetYikeAIAppJob";
  const std::string submit = "SubmitYikeAIAppJob";
  CHECK(ErrorFor({.code = "InvalidSignatureMethod"}, get).message ==
        "The specified parameter \"SignatureMethod\" is not valid.");
  CHECK(ErrorFor({.code = "InvalidParameter"}, get).message ==
        "The specified parameter \"JobId\" is not valid.");
  CHECK(ErrorFor({.code = "InvalidParameter"}, submit).message ==
        "The specified parameter \"AppId\" is not valid.");
  const auto changed = ErrorFor({.code = "Throttling.User",
                                 .message = "slow down",
                                 .http_status = 429,
                                 .retry_after = std::chrono::milliseconds{500}},
                                get);
  CHECK(changed.code == "Throttling.User");
  CHECK(changed.message == "slow down");
  CHECK(changed.status == 429);
  CHECK(changed.retry_after == std::chrono::milliseconds{500});
}

TEST_CASE("a spoilt body keeps no header that speaks of the one that was") {
  const base::HttpResponse whole{.headers = {{"Content-Type", "application/json;charset=utf-8"},
                                             {"Vary", "Accept-Encoding"},
                                             {"x-acs-request-id", "r"},
                                             {"ETag", "e"}},
                                 .body = "{\"RequestId\":\"" + std::string(2000, 'x') + "\"}"};
  const auto spoil = [&](const FaultRecord& fault) {
    base::HttpResponse response = whole;
    gateway::CallRecord record;
    record.polls = {{.job_id = "j", .seen = store::JobStatus::kFinished, .counted = true}};
    gateway::Spoil(fault, response, record);
    CHECK(record.polls.front().seen.has_value() == (!fault.body && !fault.connection));
    CHECK(record.polls.front().counted);
    return response;
  };
  const auto empty = spoil({.body = store::BodyFault::kEmpty});
  CHECK(empty.status == 200);
  CHECK(empty.body.empty());
  CHECK_FALSE(base::FindHeader(empty.headers, "ETag"));
  CHECK_FALSE(base::FindHeader(empty.headers, "Vary"));
  CHECK(base::FindHeader(empty.headers, "x-acs-request-id"));
  const auto malformed = spoil({.body = store::BodyFault::kMalformed});
  CHECK(malformed.body == whole.body.substr(0, whole.body.size() / 2));
  CHECK_FALSE(base::FindHeader(malformed.headers, "ETag"));
  const auto html = spoil({.body = store::BodyFault::kHtml});
  CHECK(html.status == 502);
  CHECK(html.headers.size() == 1);
  CHECK(base::FindHeader(html.headers, "Content-Type") == "text/html");
  CHECK(html.body.find("<title>502 Bad Gateway</title>") != std::string::npos);
  const auto later = spoil({.delay = std::chrono::milliseconds{250}});
  CHECK(later.delay == std::chrono::milliseconds{250});
  CHECK(later.body == whole.body);
  CHECK(later.headers.size() == whole.headers.size());
}

TEST_CASE("a fault is described in a few words") {
  CHECK(
      gateway::Describe(store::FaultRecord{.delay = std::chrono::milliseconds{250},
                                           .error = store::FaultError{.code = "ServiceUnavailable"},
                                           .connection = store::ConnectionFault::kTruncate,
                                           .body = store::BodyFault::kHtml}) ==
      "DelayMs 250, Error ServiceUnavailable, Connection Truncate, Body Html");
}

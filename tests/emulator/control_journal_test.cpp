// GET and DELETE of /_fake-ice/requests over a real socket: which requests are listed.
#include <doctest/doctest.h>

#include <set>

#include "emulator/running_emulator.h"

using namespace fake_ice;
using test::ControlCode;
using test::JsonOf;
using test::RawResponse;
using test::RunningEmulator;

namespace {

constexpr const char* kJournalFixture = R"({"Accounts": [
  {"AccountId": "1", "AccessKeys": [{"AccessKeyId": "key", "AccessKeySecret": "secret"}],
   "Jobs": [{"JobId": "job", "Status": "Created"}, {"JobId": "other", "Status": "Failed"}]},
  {"AccountId": "2", "AccessKeys": [{"AccessKeyId": "key2", "AccessKeySecret": "secret"}],
   "Jobs": [{"JobId": "job", "Status": "Created"}]}]})";

nlohmann::json List(RunningEmulator& emulator, const std::string& query = "") {
  return emulator.Read("/_fake-ice/requests" + (query.empty() ? "" : "?" + query)).at("Requests");
}

std::vector<std::string> Ids(const nlohmann::json& list) {
  std::vector<std::string> ids;
  for (const auto& entry : list) ids.push_back(entry.at("RequestId"));
  return ids;
}

/// Ten calls: two accounts, two jobs, one unknown job, one unknown key.
void CallAround(RunningEmulator& emulator) {
  for (const std::string key : {"key", "key2"}) {
    for (const std::string job : {"job", "other", "nowhere", "job"}) {
      emulator.Call({key}, {{"JobId", job}});
    }
  }
  emulator.Call({"nobody"});
  emulator.Call({"key", "wrong"});
}

}  // namespace

TEST_CASE("the journal lists what came, newest first") {
  RunningEmulator emulator(kJournalFixture);
  CHECK(List(emulator).empty());
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) {
    const RawResponse response = emulator.Call({"key"});
    ids.insert(ids.begin(), JsonOf(response).at("RequestId"));
  }
  const auto list = List(emulator);
  CHECK(Ids(list) == ids);
  const auto& entry = list.front();
  CHECK(entry.at("Method") == "GET");
  CHECK(entry.at("Action") == "GetYikeAIAppJob");
  CHECK(entry.at("AccountId") == "1");
  CHECK(entry.at("AccessKeyId") == "key");
  CHECK(entry.at("JobId") == "job");
  CHECK(entry.at("Step") == "Operation");
  CHECK(entry.at("Status") == 200);
  CHECK(entry.at("RemoteAddress") == "127.0.0.1");
  CHECK(entry.at("Time") == "2026-01-15T16:00:00.000+08:00");
  CHECK(!entry.contains("Code"));
}

TEST_CASE("filters all have to fit") {
  struct Case {
    std::string query;
    std::size_t count;
  };
  RunningEmulator emulator(kJournalFixture);
  CallAround(emulator);
  for (const Case& c : std::vector<Case>{{"", 10},
                                         {"AccountId=1", 5},
                                         {"AccountId=2", 4},
                                         {"AccountId=3", 0},
                                         {"JobId=job", 6},
                                         {"JobId=jo", 0},
                                         {"JobId=JOB", 0},
                                         {"JobId=job&AccountId=2", 2},
                                         {"Code=JobNotFound", 3},
                                         {"Code=JobNotFound&AccountId=2", 2},
                                         {"Code=JobNotFound&AccountId=2&JobId=other", 1},
                                         {"Code=JobNotFound&AccountId=1&JobId=other", 0},
                                         {"Action=GetYikeAIAppJob", 10},
                                         {"Action=getyikeaiappjob", 0},
                                         {"Action=GetYikeAIAppJob&Code=SignatureDoesNotMatch", 1},
                                         {"JobId=job&Limit=2", 2},
                                         {"Before=", 10}}) {
    CAPTURE(c.query);
    CHECK(List(emulator, c.query).size() == c.count);
  }
}

TEST_CASE("a filter's value is form-decoded") {
  RunningEmulator emulator(R"({"Accounts": [{"AccountId": "1", "AccessKeys":
      [{"AccessKeyId": "key", "AccessKeySecret": "secret"}]}]})");
  emulator.Call({"key"}, {{"JobId", "a b+c&d=\xE9\x9B\x80"}});
  CHECK(List(emulator, "JobId=a+b%2Bc%26d%3D%E9%9B%80").size() == 1);
  CHECK(List(emulator, "JobId=a%20b%2Bc%26d=%E9%9B%80").size() == 1);
}

TEST_CASE("Limit is a number from 1 to 1000") {
  RunningEmulator emulator(kJournalFixture);
  CallAround(emulator);
  for (const std::string limit : {"0", "-1", "abc", "1001", "1e2", "%2B5", "5%20", "%205", "0x10",
                                  "1.0", "99999999999999999999999", "18446744073709551617"}) {
    CAPTURE(limit);
    const RawResponse response =
        emulator.Ask("GET", "/_fake-ice/requests?Limit=" + std::string(limit));
    CHECK(response.status == 400);
    CHECK(ControlCode(response) == "InvalidLimit");
  }
  CHECK(List(emulator, "Limit=1").size() == 1);
  CHECK(List(emulator, "Limit=0009").size() == 9);
  CHECK(List(emulator, "Limit=1000").size() == 10);
}

TEST_CASE("without a Limit a hundred are listed") {
  RunningEmulator emulator(kJournalFixture);
  for (int i = 0; i < 101; ++i) emulator.Ask("GET", "/");
  CHECK(List(emulator).size() == 100);
  CHECK(List(emulator, "Limit=1000").size() == 101);
}

TEST_CASE("Before pages through everything without gaps or repeats") {
  RunningEmulator emulator(kJournalFixture);
  CallAround(emulator);
  for (const std::string filter : {"", "&AccountId=1", "&JobId=job&AccountId=2"}) {
    const auto all = Ids(List(emulator, "Limit=1000" + filter));
    for (const std::size_t limit : {1U, 2U, 3U, 7U, 10U}) {
      CAPTURE(filter);
      CAPTURE(limit);
      std::vector<std::string> paged;
      std::string query = "Limit=" + std::to_string(limit) + filter;
      for (auto page = Ids(List(emulator, query)); !page.empty();
           page = Ids(List(emulator, query + "&Before=" + paged.back()))) {
        CHECK(page.size() <= limit);
        paged.insert(paged.end(), page.begin(), page.end());
      }
      CHECK(paged == all);
    }
  }
}

TEST_CASE("paging is not disturbed by requests that come meanwhile") {
  RunningEmulator emulator(kJournalFixture);
  CallAround(emulator);
  const auto all = Ids(List(emulator));
  std::vector<std::string> paged = Ids(List(emulator, "Limit=3"));
  for (int i = 0; i < 7; ++i) {
    emulator.Call({"key"});
    const auto page = Ids(List(emulator, "Limit=1&Before=" + paged.back()));
    paged.insert(paged.end(), page.begin(), page.end());
  }
  CHECK(paged == all);
}

TEST_CASE("Before an unknown request is 404") {
  RunningEmulator emulator(kJournalFixture);
  CallAround(emulator);
  for (const std::string id : {"x", "00000000-0000-5000-8000-999999999999", "%FF"}) {
    CAPTURE(id);
    const RawResponse response =
        emulator.Ask("GET", "/_fake-ice/requests?Before=" + std::string(id));
    CHECK(response.status == 404);
    CHECK(ControlCode(response) == "RequestNotFound");
  }
  const std::string oldest = Ids(List(emulator)).back();
  CHECK(List(emulator, "Before=" + oldest).empty());
}

TEST_CASE("the control API's own requests are not in the journal, whatever became of them") {
  RunningEmulator emulator(kJournalFixture);
  for (const std::string target : {"/_fake-ice/health", "/_fake-ice/nothing", "/_fake-ice/requests",
                                   "/_fake-ice/", "/_fake-ice/../", "/_fake-ice/requests/x"}) {
    emulator.Ask("GET", target);
    emulator.Ask("PATCH", target);
    emulator.Ask("GET", target, {.headers = {"Host: evil.example"}});
  }
  emulator.AskRaw("GET /_fake-ice/health HTTP/1.1\r\nHost: x\r\nBad Header: y\r\n\r\n");
  CHECK(List(emulator).empty());
}

TEST_CASE("requests that could not be read whole are in the journal") {
  RunningEmulator emulator(kJournalFixture);
  const std::string host = "Host: " + emulator.Authority() + "\r\n";
  CHECK(emulator
            .AskRaw("POST /?Action=A&AccessKeyId=k HTTP/1.1\r\n" + host +
                    "Content-Length: 8388609\r\n\r\n")
            .status == 413);
  CHECK(emulator.AskRaw("GET / HTTP/1.1\r\n" + host + "no colon here\r\n\r\n").status == 400);
  CHECK(emulator.AskRaw("nonsense\r\n\r\n").status == 400);
  CHECK(
      emulator.AskRaw("GET / HTTP/1.1\r\n" + host + "X: " + std::string(300'000, 'x') + "\r\n\r\n")
          .status == 431);
  const auto list = List(emulator);
  std::vector<std::string> codes;
  for (const auto& entry : list) {
    CHECK(entry.at("Step") == "Transport");
    codes.push_back(entry.at("Code"));
  }
  CHECK(codes == std::vector<std::string>{"RequestHeaderTooLarge", "InvalidRequest",
                                          "InvalidRequest", "RequestBodyTooLarge"});
  CHECK(list.back().at("Action") == "A");
  CHECK(list.back().at("AccessKeyId") == "k");
  for (const auto& entry : list) {
    const std::string id = entry.at("RequestId");
    CHECK(emulator.Ask("GET", "/_fake-ice/requests/" + id).status == 200);
  }
}

TEST_CASE("DELETE empties the journal, and the next request is in it again") {
  RunningEmulator emulator(kJournalFixture);
  CallAround(emulator);
  CHECK(emulator.Ask("DELETE", "/_fake-ice/requests").status == 200);
  CHECK(List(emulator).empty());
  emulator.Call({"key"});
  CHECK(List(emulator).size() == 1);
}

TEST_CASE("a job is found by what made it and by batches that named it") {
  RunningEmulator emulator(kJournalFixture);
  const RawResponse submitted =
      emulator.Call({.access_key_id = "key", .action = "SubmitYikeAIAppJob"}, {{"AppId", "a"}});
  const std::string job_id = JsonOf(submitted).at("JobId");
  emulator.Call({"key"}, {{"JobId", "other"}});
  emulator.Call({.access_key_id = "key", .action = "BatchGetYikeAIAppJob"},
                {{"JobIds", "other, " + job_id + ",job"}});
  emulator.Call({.access_key_id = "key", .action = "BatchGetYikeAIAppJob"},
                {{"JobIds", job_id + "0"}});
  const auto list = List(emulator, "JobId=" + job_id);
  REQUIRE(list.size() == 2);
  CHECK(list.at(0).at("Action") == "BatchGetYikeAIAppJob");
  CHECK(list.at(0).at("JobIds") == "other, " + job_id + ",job");
  CHECK(list.at(1).at("Action") == "SubmitYikeAIAppJob");
  CHECK(list.at(1).at("JobId") == job_id);
}

TEST_CASE("After lists only what came since, and says when that is not known") {
  RunningEmulator emulator(kJournalFixture);
  CallAround(emulator);
  const auto all = Ids(List(emulator));
  CHECK(List(emulator, "After=" + all.front()).empty());
  CHECK(Ids(List(emulator, "After=" + all.at(2))) ==
        std::vector<std::string>(all.begin(), all.begin() + 2));
  CHECK(List(emulator, "After=" + all.back() + "&Limit=3").size() == 3);
  CHECK(Ids(List(emulator, "After=" + all.at(3) + "&Before=" + all.at(1))) ==
        std::vector<std::string>{all.at(2)});
  CHECK(List(emulator, "After=" + all.at(5) + "&AccountId=1").size() == 1);
  for (const std::string& query : {std::string("After=x"), "After=x&Before=" + all.at(1)}) {
    CAPTURE(query);
    const RawResponse answer = emulator.Ask("GET", "/_fake-ice/requests?" + query);
    CHECK(answer.status == 404);
    CHECK(ControlCode(answer) == "RequestNotFound");
  }
}

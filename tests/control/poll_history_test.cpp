#include <doctest/doctest.h>

#include <string>

#include "control/poll_history.h"

using namespace fake_ice;
using control::Poll;
using control::PollHistory;

namespace {

std::string Ids(const PollHistory& history, const std::string& account, const std::string& job) {
  std::string ids;
  for (const Poll& poll : history.Read(account, job).last) ids += poll.request_id;
  return ids;
}

}  // namespace

TEST_CASE("polls are kept for each account's job, oldest first") {
  PollHistory history;
  history.Add("1", "j", {.request_id = "a"});
  history.Add("2", "j", {.request_id = "b"});
  history.Add("1", "k", {.request_id = "c"});
  history.Add("1", "j", {.request_id = "d"});
  CHECK(Ids(history, "1", "j") == "ad");
  CHECK(Ids(history, "2", "j") == "b");
  CHECK(Ids(history, "1", "k") == "c");
  CHECK(Ids(history, "3", "j").empty());
  CHECK(history.Read("1", "j").total == 2);
  CHECK(history.Read("3", "j").total == 0);
}

TEST_CASE("the last polls of a job are kept, and how many there were") {
  PollHistory history;
  const auto count = control::kMaxPollsOfJob + 10;
  for (std::size_t i = 0; i < count; ++i) history.Add("1", "j", {.request_id = std::to_string(i)});
  const auto polls = history.Read("1", "j");
  CHECK(polls.total == count);
  CHECK(polls.last.size() == control::kMaxPollsOfJob);
  CHECK(polls.last.front().request_id == "10");
  CHECK(polls.last.back().request_id == std::to_string(count - 1));
}

TEST_CASE("past the limit the jobs that were not polled for longest are forgotten") {
  PollHistory history(20'000);
  for (int i = 0; i < 500; ++i) {
    history.Add("1", "often", {.request_id = "o"});
    history.Add("1", "job " + std::to_string(i), {.request_id = "x"});
    if (i % 100 == 0) history.Clear("1", "often");
  }
  CHECK(Ids(history, "1", "job 499") == "x");
  CHECK(Ids(history, "1", "job 0").empty());
  CHECK(Ids(history, "1", "job 250").empty());
  CHECK(!Ids(history, "1", "often").empty());
}

TEST_CASE("a job with more than the whole limit is forgotten, and can be noted again") {
  PollHistory history(5'000);
  const std::string huge(10'000, 'j');
  history.Add("1", huge, {.request_id = "a"});
  CHECK(Ids(history, "1", huge).empty());
  history.Add("1", "j", {.request_id = "b"});
  CHECK(Ids(history, "1", "j") == "b");
}

TEST_CASE("clearing forgets one job, one account or everything") {
  PollHistory history;
  const auto fill = [&] {
    for (const std::string account : {"1", "10", "2"}) {
      for (const std::string job : {"", "j", "k"}) history.Add(account, job, {.request_id = "x"});
    }
  };
  fill();
  history.Clear("1", "j");
  CHECK(Ids(history, "1", "j").empty());
  CHECK(Ids(history, "1", "k") == "x");
  history.Clear("1");
  CHECK(Ids(history, "1", "").empty());
  CHECK(Ids(history, "1", "k").empty());
  CHECK(Ids(history, "10", "j") == "x");
  CHECK(Ids(history, "2", "k") == "x");
  history.Clear("no such account");
  history.Clear();
  CHECK(Ids(history, "10", "j").empty());
  fill();
  CHECK(Ids(history, "1", "j") == "x");
}

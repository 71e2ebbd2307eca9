#include <doctest/doctest.h>

#include <string>

#include "control/poll_history.h"

using namespace fake_ice;
using control::Poll;
using control::PollHistory;

namespace {

std::string IdsOfPolls(const PollHistory& history, const std::string& account,
                       const std::string& job) {
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
  CHECK(IdsOfPolls(history, "1", "j") == "ad");
  CHECK(IdsOfPolls(history, "2", "j") == "b");
  CHECK(IdsOfPolls(history, "1", "k") == "c");
  CHECK(IdsOfPolls(history, "3", "j").empty());
  CHECK(history.Read("1", "j").Total() == 2);
  CHECK(history.Read("1", "j").IsWhole());
  CHECK(history.Read("3", "j").Total() == 0);
  CHECK(history.Read("3", "j").IsWhole());
}

TEST_CASE("the last polls of a job are kept, and how many there were") {
  PollHistory history;
  const auto count = control::kMaxPollsOfJob + 10;
  for (std::size_t i = 0; i < count; ++i) history.Add("1", "j", {.request_id = std::to_string(i)});
  const auto polls = history.Read("1", "j");
  CHECK(polls.Total() == count);
  CHECK(polls.forgotten == 10);
  CHECK(!polls.may_have_forgotten);
  CHECK(polls.last.size() == control::kMaxPollsOfJob);
  CHECK(polls.last.front().request_id == "10");
  CHECK(polls.last.back().request_id == std::to_string(count - 1));
}

TEST_CASE("past the limit an account's oldest polls are forgotten, and the count tells of it") {
  PollHistory history({.cost_of_holder = 50'000});
  for (int i = 0; i < 500; ++i) {
    history.Add("1", "often", {.request_id = "o", .counted = true});
    history.Add("1", "job " + std::to_string(i), {.request_id = "x", .counted = true});
  }
  CHECK(IdsOfPolls(history, "1", "job 499") == "x");
  CHECK(IdsOfPolls(history, "1", "job 0").empty());
  // The store's count of reads tells what the history has forgotten whole.
  CHECK(history.Read("1", "job 0", 1).forgotten == 1);
  CHECK(!history.Read("1", "job 0", 1).IsWhole());
  CHECK(history.Read("1", "job 499", 1).IsWhole());
  const auto often = history.Read("1", "often", 500);
  CHECK(!often.last.empty());
  CHECK(often.Total() == 500);
  CHECK(often.forgotten == 500 - often.last.size());
  CHECK(!often.may_have_forgotten);
}

TEST_CASE("no account pushes out another's polls") {
  PollHistory history({.cost = 100'000});
  for (int i = 0; i < 20; ++i) history.Add("quiet", "j", {.request_id = "q"});
  for (int i = 0; i < 5'000; ++i) {
    history.Add("loud " + std::to_string(i % 3), "job " + std::to_string(i), {.request_id = "l"});
  }
  CHECK(history.Read("quiet", "j").last.size() == 20);
  CHECK(history.Read("quiet", "j").IsWhole());
  CHECK(IdsOfPolls(history, "loud 1", "job 4999") == "l");
}

TEST_CASE("a forgotten job that was answered with errors alone leaves a doubt in its account") {
  PollHistory history({.cost_of_holder = 5'000});
  for (int i = 0; i < 100; ++i) history.Add("1", std::to_string(i), {.code = "Throttling.User"});
  CHECK(!history.Read("1", "0").IsWhole());
  CHECK(history.Read("1", "0").may_have_forgotten);
  CHECK(history.Read("2", "0").IsWhole());
  history.Clear("1");
  CHECK(history.Read("1", "0").IsWhole());
}

TEST_CASE("what takes more than the whole limit is forgotten, and others can be noted") {
  PollHistory history({.cost = 5'000});
  const std::string huge(10'000, 'j');
  history.Add("1", huge, {.request_id = "a"});
  CHECK(IdsOfPolls(history, "1", huge).empty());
  CHECK(!history.Read("1", huge).IsWhole());
  history.Add("1", "j", {.request_id = "b"});
  CHECK(IdsOfPolls(history, "1", "j") == "b");
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
  CHECK(IdsOfPolls(history, "1", "j").empty());
  CHECK(IdsOfPolls(history, "1", "k") == "x");
  history.Clear("1");
  CHECK(IdsOfPolls(history, "1", "").empty());
  CHECK(IdsOfPolls(history, "1", "k").empty());
  CHECK(IdsOfPolls(history, "10", "j") == "x");
  CHECK(IdsOfPolls(history, "2", "k") == "x");
  history.Clear("no such account");
  history.Clear();
  CHECK(IdsOfPolls(history, "10", "j").empty());
  fill();
  CHECK(IdsOfPolls(history, "1", "j") == "x");
}

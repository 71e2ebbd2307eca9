// How a client polls, held against what a test wants.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "control/poll_rules.h"

using namespace fake_ice;
using control::BrokenRule;
using control::FindBrokenRules;
using control::Poll;
using control::PollRules;
using control::PollsOfJob;
using std::chrono::milliseconds;
using std::chrono::seconds;
using store::JobStatus;

namespace {

const base::Moment kStart{milliseconds{1'768'464'000'000}};

/// A poll `at` after the start by either clock; its id is its number from `a`.
Poll At(milliseconds at, std::optional<JobStatus> seen = JobStatus::kExecuting) {
  return {.time = kStart + at, .account_time = kStart + at, .counted = true, .seen = seen};
}

Poll Throttled(milliseconds at, std::optional<milliseconds> retry_after = {}) {
  Poll poll = At(at, std::nullopt);
  poll.code = "Throttling.User";
  poll.retry_after = retry_after;
  return poll;
}

/// `MinInterval:bd MaxPolls:c`: the rules that were broken and by which polls.
std::string Broken(const PollRules& rules, std::vector<Poll> polls) {
  for (std::size_t i = 0; i < polls.size(); ++i) {
    polls[i].request_id = std::string(1, static_cast<char>('a' + i));
  }
  std::string text;
  for (const BrokenRule& rule : FindBrokenRules(rules, {.last = std::move(polls)})) {
    text += (text.empty() ? "" : " ") + rule.rule + ':';
    for (const Poll& poll : rule.polls) text += poll.request_id;
    CHECK(!rule.message.empty());
  }
  return text;
}

}  // namespace

TEST_CASE("the interval is what passed by the clock that moved more") {
  Poll first = At(seconds{0});
  Poll advanced = first;
  advanced.account_time += seconds{10};
  CHECK(control::Interval(first, advanced) == seconds{10});
  Poll waited = first;
  waited.time += seconds{3};
  CHECK(control::Interval(first, waited) == seconds{3});
  Poll set_back = waited;
  set_back.account_time -= seconds{60};
  CHECK(control::Interval(first, set_back) == seconds{3});
  CHECK(control::Interval(waited, first) == seconds{0});
}

TEST_CASE("MinInterval names the polls that came too soon") {
  const PollRules rules{.min_interval = seconds{2}};
  CHECK(Broken(rules, {}).empty());
  CHECK(Broken(rules, {At(seconds{5})}).empty());
  CHECK(Broken(rules, {At(seconds{0}), At(seconds{2}), At(seconds{5})}).empty());
  CHECK(Broken(rules, {At(seconds{0}), At(milliseconds{1999}), At(seconds{4}), At(seconds{5})}) ==
        "MinInterval:bd");
}

TEST_CASE("polls are judged in the order in which they came, not that of their answers") {
  const PollRules rules{.min_interval = seconds{2}};
  CHECK(Broken(rules, {At(seconds{4}), At(seconds{0}), At(seconds{2})}).empty());
}

TEST_CASE("MaxPolls names the polls past it") {
  CHECK(Broken({.max_polls = 2}, {At(seconds{0}), At(seconds{1})}).empty());
  CHECK(Broken({.max_polls = 2}, {At(seconds{0}), At(seconds{1}), Throttled(seconds{2})}) ==
        "MaxPolls:c");
  CHECK(Broken({.max_polls = 0}, {At(seconds{0})}) == "MaxPolls:a");
  // More than are known.
  PollsOfJob many{.last = {At(seconds{0})}, .forgotten = 99};
  const auto broken = FindBrokenRules({.max_polls = 10}, many);
  REQUIRE(broken.size() == 1);
  CHECK(broken.front().polls.size() == 1);
  CHECK(broken.front().message == "The job was polled 100 times, more than 10.");
}

TEST_CASE("what was forgotten never passes: a rule that it may have broken cannot be known") {
  const PollRules all{.min_interval = seconds{1},
                      .max_polls = 100,
                      .stops_after_final = true,
                      .backs_off_when_throttled = true};
  struct Case {
    PollsOfJob polls;
    std::vector<std::string> rules;
    std::string message;
  };
  const std::vector<std::string> but_max{"MinInterval", "StopsAfterFinal", "BacksOffWhenThrottled"};
  const std::vector<std::string> every{"MinInterval", "MaxPolls", "StopsAfterFinal",
                                       "BacksOffWhenThrottled"};
  for (const Case& c :
       std::vector<Case>{{{}, {}, ""},
                         {{.last = {At(seconds{0})}, .forgotten = 1},
                          but_max,
                          "Cannot know: 1 poll was forgotten."},
                         {{.last = {At(seconds{0})}, .forgotten = 7, .may_have_forgotten = true},
                          every,
                          "Cannot know: at least 7 polls were forgotten."},
                         {{.last = {}, .may_have_forgotten = true},
                          every,
                          "Cannot know: polls may have been forgotten."}}) {
    std::vector<std::string> rules;
    for (const BrokenRule& broken : FindBrokenRules(all, c.polls)) {
      rules.push_back(broken.rule);
      CHECK(broken.message == c.message);
    }
    std::ranges::sort(rules);
    auto expected = c.rules;
    std::ranges::sort(expected);
    CHECK(rules == expected);
  }
  // What is known to be broken is broken, whatever was forgotten.
  const auto broken = FindBrokenRules({.min_interval = seconds{1}},
                                      {.last = {At(seconds{0}), At(seconds{0})}, .forgotten = 1});
  REQUIRE(broken.size() == 1);
  CHECK(broken.front().message.starts_with("1 poll came sooner than 1s"));
  CHECK(FindBrokenRules({}, {.last = {}, .forgotten = 1}).empty());
}

TEST_CASE("StopsAfterFinal counts from when the client was told") {
  const PollRules rules{.stops_after_final = true};
  const Poll finished = At(seconds{2}, JobStatus::kFinished);
  CHECK(Broken(rules, {At(seconds{0}), finished}).empty());
  CHECK(Broken(rules, {At(seconds{0}), finished, At(seconds{3}), At(seconds{4})}) ==
        "StopsAfterFinal:cd");
  CHECK(Broken(rules, {At(seconds{0}, JobStatus::kFailed), At(seconds{3}, JobStatus::kFailed)}) ==
        "StopsAfterFinal:b");
  // The answer that said so was lost on its way.
  CHECK(Broken(rules, {At(seconds{2}, std::nullopt), finished}).empty());
}

TEST_CASE("BacksOffWhenThrottled asks for the wait that the answer named, or a longer one") {
  const PollRules rules{.backs_off_when_throttled = true};
  const auto half = milliseconds{500};
  CHECK(Broken(rules, {Throttled(seconds{0}, half), At(half)}).empty());
  CHECK(Broken(rules, {Throttled(seconds{0}, half), At(milliseconds{499})}) ==
        "BacksOffWhenThrottled:b");
  CHECK(Broken(rules, {Throttled(seconds{0}), At(milliseconds{1})}).empty());
  CHECK(Broken(rules, {At(seconds{0}), Throttled(seconds{2}), At(seconds{5})}).empty());
  CHECK(Broken(rules, {At(seconds{0}), Throttled(seconds{2}), At(seconds{4})}) ==
        "BacksOffWhenThrottled:c");
  CHECK(Broken(rules, {At(seconds{0}), Throttled(seconds{2}), Throttled(seconds{5}),
                       At(seconds{6})}) == "BacksOffWhenThrottled:d");
  CHECK(Broken(rules, {At(seconds{0}), Throttled(seconds{2})}).empty());
  Poll too_frequent = Throttled(seconds{0}, half);
  too_frequent.code = "RequestsTooFrequent";
  CHECK(Broken(rules, {too_frequent, At(seconds{0})}) == "BacksOffWhenThrottled:b");
  Poll unavailable = Throttled(seconds{0}, half);
  unavailable.code = "ServiceUnavailable";
  CHECK(Broken(rules, {unavailable, At(seconds{0})}).empty());
}

TEST_CASE("every rule that is broken is named, in one order") {
  const PollRules all{.min_interval = seconds{2},
                      .max_polls = 1,
                      .stops_after_final = true,
                      .backs_off_when_throttled = true};
  CHECK(Broken(all, {Throttled(seconds{0}, seconds{1}), At(milliseconds{1}, JobStatus::kFinished),
                     At(seconds{9})}) ==
        "MinInterval:b MaxPolls:bc StopsAfterFinal:c BacksOffWhenThrottled:b");
  CHECK(Broken({}, {At(seconds{0}), At(seconds{0})}).empty());
}

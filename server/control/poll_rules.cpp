#include "control/poll_rules.h"

#include <algorithm>

#include "base/time_text.h"
#include "yike/timeline.h"

namespace fake_ice::control {
namespace {

using std::chrono::milliseconds;

/// SDKs know throttling by this part of the code. Source: aliyun/darabonba-openapi.
bool IsThrottled(const Poll& poll) {
  return poll.code.find("Throttling") != std::string::npos || poll.code == "RequestsTooFrequent";
}

/// `1 poll`, `2 polls`.
std::string CountOf(const std::vector<Poll>& polls) {
  return std::to_string(polls.size()) + (polls.size() == 1 ? " poll" : " polls");
}

void CheckMinInterval(milliseconds minimum, const std::vector<Poll>& polls,
                      std::vector<BrokenRule>& broken) {
  BrokenRule rule{.rule = "MinInterval", .message = {}, .polls = {}};
  milliseconds shortest = minimum;
  for (std::size_t i = 1; i < polls.size(); ++i) {
    const milliseconds interval = Interval(polls[i - 1], polls[i]);
    if (interval >= minimum) continue;
    shortest = std::min(shortest, interval);
    rule.polls.push_back(polls[i]);
  }
  if (rule.polls.empty()) return;
  rule.message = CountOf(rule.polls) + " came sooner than " + base::FormatDuration(minimum) +
                 " after the one before, the soonest after " + base::FormatDuration(shortest) + '.';
  broken.push_back(std::move(rule));
}

void CheckMaxPolls(std::uint64_t maximum, const PollsOfJob& polls,
                   std::vector<BrokenRule>& broken) {
  if (polls.Total() <= maximum) return;
  BrokenRule rule{.rule = "MaxPolls", .message = {}, .polls = {}};
  rule.message = "The job was polled " + std::to_string(polls.Total()) + " times, more than " +
                 std::to_string(maximum) + '.';
  const std::size_t past = std::min<std::uint64_t>(polls.Total() - maximum, polls.last.size());
  rule.polls.assign(polls.last.end() - static_cast<std::ptrdiff_t>(past), polls.last.end());
  broken.push_back(std::move(rule));
}

void CheckStopsAfterFinal(const std::vector<Poll>& polls, std::vector<BrokenRule>& broken) {
  const auto told = std::ranges::find_if(
      polls, [](const Poll& poll) { return poll.seen && yike::IsFinal(*poll.seen); });
  if (told == polls.end() || std::next(told) == polls.end()) return;
  BrokenRule rule{
      .rule = "StopsAfterFinal", .message = {}, .polls = {std::next(told), polls.end()}};
  rule.message = CountOf(rule.polls) + " came after the one that was told " +
                 std::string(NameOf(*told->seen)) + " (" + told->request_id + ").";
  broken.push_back(std::move(rule));
}

void CheckBacksOff(const std::vector<Poll>& polls, std::vector<BrokenRule>& broken) {
  BrokenRule rule{.rule = "BacksOffWhenThrottled", .message = {}, .polls = {}};
  for (std::size_t i = 1; i < polls.size(); ++i) {
    const Poll& throttled = polls[i - 1];
    if (!IsThrottled(throttled)) continue;
    const milliseconds wait = Interval(throttled, polls[i]);
    const bool kept = throttled.retry_after ? wait >= *throttled.retry_after
                      : i >= 2              ? wait > Interval(polls[i - 2], throttled)
                                            : true;
    if (!kept) rule.polls.push_back(polls[i]);
  }
  if (rule.polls.empty()) return;
  rule.message = CountOf(rule.polls) +
                 " followed a throttled one sooner than x-acs-retry-after said or, without "
                 "it, without a longer wait than before.";
  broken.push_back(std::move(rule));
}

/// Adds a rule that is not broken as far as one knows, because one does not know enough.
void AddUnknown(const char* rule, const PollsOfJob& polls, std::vector<BrokenRule>& broken) {
  if (std::ranges::count(broken, rule, &BrokenRule::rule) > 0) return;
  std::string what = polls.forgotten == 0   ? "polls may have been"
                     : polls.forgotten == 1 ? "1 poll was"
                                            : std::to_string(polls.forgotten) + " polls were";
  if (polls.forgotten > 0 && polls.may_have_forgotten) what = "at least " + what;
  broken.push_back({.rule = rule, .message = "Cannot know: " + what + " forgotten.", .polls = {}});
}

}  // namespace

milliseconds Interval(const Poll& before, const Poll& after) {
  return std::max({after.time - before.time, after.account_time - before.account_time,
                   base::Moment::duration::zero()});
}

std::vector<BrokenRule> FindBrokenRules(const PollRules& rules, PollsOfJob polls) {
  // They are noted when they are answered, which may be in another order.
  std::ranges::stable_sort(polls.last, {}, &Poll::time);
  std::vector<BrokenRule> broken;
  if (rules.min_interval) CheckMinInterval(*rules.min_interval, polls.last, broken);
  if (rules.max_polls) CheckMaxPolls(*rules.max_polls, polls, broken);
  if (rules.stops_after_final) CheckStopsAfterFinal(polls.last, broken);
  if (rules.backs_off_when_throttled) CheckBacksOff(polls.last, broken);
  if (polls.IsWhole()) return broken;
  if (rules.min_interval) AddUnknown("MinInterval", polls, broken);
  // How many there were is known of forgotten ones, too.
  if (rules.max_polls && polls.may_have_forgotten) AddUnknown("MaxPolls", polls, broken);
  if (rules.stops_after_final) AddUnknown("StopsAfterFinal", polls, broken);
  if (rules.backs_off_when_throttled) AddUnknown("BacksOffWhenThrottled", polls, broken);
  return broken;
}

}  // namespace fake_ice::control

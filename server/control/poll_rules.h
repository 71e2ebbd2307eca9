#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "control/poll_history.h"

namespace fake_ice::control {

/// How a test wants a client to poll a job. What is not given is not asked.
struct PollRules {
  std::optional<std::chrono::milliseconds> min_interval{};
  std::optional<std::uint64_t> max_polls{};
  bool stops_after_final = false;
  bool backs_off_when_throttled = false;
};

/// A rule that was broken, by which polls, or of which nobody can know.
struct BrokenRule {
  std::string rule;     ///< its name in the control API, such as `MinInterval`
  std::string message;  ///< a sentence
  std::vector<Poll> polls;
};

/// What passed between two polls: on the account's clock, or in real time where that is more, as it
/// is on a frozen clock.
std::chrono::milliseconds Interval(const Poll& before, const Poll& after);

/// The rules that the polls of a job broke, none when all were kept.
/// - min_interval: from each poll to the next.
/// - max_polls: in all.
/// - stops_after_final: no poll follows one that was told of a final state.
/// - backs_off_when_throttled: the poll after a throttled one comes no sooner than
///   x-acs-retry-after said, or, without that header, after a longer wait than the one before it.
/// A rule that the known polls keep, and forgotten ones may have broken, is among them as well: its
/// message says that one cannot know.
std::vector<BrokenRule> FindBrokenRules(const PollRules& rules, PollsOfJob polls);

}  // namespace fake_ice::control

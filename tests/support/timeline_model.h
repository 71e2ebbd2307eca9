#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace fake_ice::test {

/// One state of a job's life as the contract has it, written down a second time: what the product
/// says is held against it.
struct ModelStep {
  std::string status;
  std::int64_t after_ms = 0;
  std::int64_t after_polls = 0;
};

using ModelTimeline = std::vector<ModelStep>;

/// The status of a job that is so old and was read so often before.
inline std::string StatusIn(const ModelTimeline& timeline, std::int64_t age_ms,
                            std::int64_t polls) {
  std::string status = timeline.front().status;
  for (const ModelStep& step : timeline) {
    if (age_ms < step.after_ms || polls < step.after_polls) break;
    status = step.status;
  }
  return status;
}

/// The timeline as a fixture has it.
inline nlohmann::json InFixture(const ModelTimeline& timeline) {
  nlohmann::json steps = nlohmann::json::array();
  for (const ModelStep& step : timeline) {
    nlohmann::json json{{"Status", step.status}};
    if (step.after_ms > 0) json["After"] = std::to_string(step.after_ms) + "ms";
    if (step.after_polls > 0) json["AfterPolls"] = step.after_polls;
    steps.push_back(std::move(json));
  }
  return steps;
}

}  // namespace fake_ice::test

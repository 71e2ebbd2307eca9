#pragma once

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
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

/// A job's life on its account's clock, told read by read. All times are milliseconds.
class LifeModel {
 public:
  LifeModel(ModelTimeline timeline, std::int64_t created)
      : timeline_(std::move(timeline)), created_(created) {}

  void Read(std::int64_t now) { reads_.push_back(now); }

  /// Nothing was read later than the clock says.
  void SetClock(std::int64_t now) {
    for (std::int64_t& read : reads_) read = std::min(read, now);
  }

  struct State {
    std::string status;
    std::optional<std::int64_t> start;
    std::optional<std::int64_t> finish;
  };

  /// Plays the moments at which anything can happen, up to `now`.
  [[nodiscard]] State At(std::int64_t now) const {
    std::set<std::int64_t> moments(reads_.begin(), reads_.end());
    for (const ModelStep& step : timeline_) moments.insert(created_ + step.after_ms);
    State state{.status = timeline_.front().status, .start = {}, .finish = {}};
    std::size_t next = 1;
    Note(state, created_);
    for (const std::int64_t moment : moments) {
      if (moment > now || moment < created_) continue;
      const auto reads = std::ranges::count_if(reads_, [&](auto at) { return at <= moment; });
      while (next < timeline_.size() && moment >= created_ + timeline_[next].after_ms &&
             reads >= timeline_[next].after_polls) {
        state.status = timeline_[next++].status;
        Note(state, moment);
      }
    }
    return state;
  }

 private:
  static void Note(State& state, std::int64_t moment) {
    const bool ends = state.status == "Finished" || state.status == "Failed";
    if (state.status == "Executing" || (state.status == "Finished" && !state.start)) {
      state.start = moment;
    }
    if (ends) state.finish = moment;
  }

  ModelTimeline timeline_;
  std::int64_t created_;
  std::vector<std::int64_t> reads_;
};

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

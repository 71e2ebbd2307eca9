#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/clock.h"
#include "support/timeline_model.h"

namespace fake_ice::test {

/// What one account must hold and answer, kept a second time by whoever changes the account. Apps
/// and one job have the same names in every account and are different in each, so that an answer
/// from another account shows.
struct AccountModel {
  struct Job {
    std::string id;
    std::string app_id;
    std::string app_params;
    std::string production_id;  ///< empty: none
    base::Moment created;
    std::int64_t polls = 0;
  };

  /// The job that every account has from the start.
  static constexpr const char* kCommonJob = "common";

  /// The model of account `number`; its clock stands at `clock_start`.
  AccountModel(int number, base::Moment clock_start);

  /// The account as a fixture without ids; its clock stands from the start when `frozen`.
  [[nodiscard]] nlohmann::json Fixture(bool frozen) const;

  /// Forgets what a reset takes away. `common_created` is when the common job was created.
  void Reset(base::Moment common_created);

  [[nodiscard]] std::string StatusOf(const Job& job) const;
  /// What a read of the job answers, as Comparable shows it. `media` is the URL of the account's
  /// downloads, `input_name` what the operation calls AppParams.
  [[nodiscard]] nlohmann::json FieldsOf(const Job& job, const std::string& input_name,
                                        const std::string& media) const;
  /// The answer of a read without what is different each time: the request's id, and times that
  /// depend on who looked first.
  static nlohmann::json Comparable(nlohmann::json answer);

  const std::string name;
  const base::Moment clock_start;
  const std::map<std::string, ModelTimeline> apps;
  base::Moment now;
  std::vector<Job> jobs;
};

}  // namespace fake_ice::test

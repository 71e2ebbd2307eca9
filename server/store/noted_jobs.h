#pragma once

#include <cstddef>
#include <string_view>
#include <unordered_set>

#include "store/job_names.h"

namespace fake_ice::store {

/// Jobs of which nothing is to be noted any more, whether they are there or not, until what was
/// noted is forgotten: some of them, so that it need not be looked up for each poll. Not
/// thread-safe; InitialState guards it.
class NotedJobs {
 public:
  /// Beyond them all are dropped, and looked up again.
  static constexpr std::size_t kMax = 1024;

  [[nodiscard]] bool Has(std::string_view account_id, std::string_view job_id) const {
    return jobs_.contains(JobNames::Seen{account_id, job_id});
  }
  void Add(std::string_view account_id, std::string_view job_id) {
    if (jobs_.size() >= kMax) jobs_.clear();
    jobs_.emplace(account_id, job_id);
  }
  void Clear() { jobs_.clear(); }

 private:
  std::unordered_set<JobNames::Owned, JobNames::Hash, JobNames::Equal> jobs_;
};

}  // namespace fake_ice::store

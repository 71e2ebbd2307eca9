#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/time_text.h"
#include "store/records.h"
#include "store/store.h"

/// Records to put into a store, and a way to compare what comes out.
namespace fake_ice::test {

inline std::unique_ptr<store::Store> OpenStore(const std::string& path) {
  auto store = store::Store::Open(path);
  if (!store) throw std::runtime_error(store.error());
  return std::move(*store);
}

/// When records are put into a store.
inline const base::Moment kAdded = base::ParseProtocolTime("2026-01-15T08:00:00Z").value();

/// Upserts what must not conflict.
inline void Put(store::Store& store, const std::vector<store::AccountRecord>& accounts) {
  if (const auto put = store.Upsert(accounts, kAdded); !put) throw std::runtime_error(put.error());
}

/// Everything in a store, the accounts whole.
inline std::vector<store::AccountRecord> ReadAll(store::Store& store) {
  std::vector<store::AccountRecord> all;
  store.Export([&](store::AccountRecord part) {
    if (all.empty() || all.back().account_id != part.account_id) {
      all.push_back(std::move(part));
    } else {
      all.back().jobs.insert(all.back().jobs.end(), part.jobs.begin(), part.jobs.end());
    }
  });
  return all;
}

/// A finished job with a value in every field.
inline store::JobRecord FullJob(const std::string& id) {
  return {.job_id = id,
          .app_id = "app of " + id,
          .app_params = R"({"Prompt":"a boat"})",
          .status = store::JobStatus::kFinished,
          .production_id = "pd",
          .folder_id = "fd",
          .execution_start_time = base::ParseIsoTime("2026-02-06T18:53:18.809+08:00"),
          .execution_finish_time = base::ParseIsoTime("2026-02-06T18:53:34.001+08:00"),
          .images = {{"i1", "http://i1"}, {"i2", "http://i2"}},
          .videos = {{"v1", "http://v1"}},
          .audios = {{"a1", "http://a1"}}};
}

/// An account with jobs and with active access keys of these ids.
inline store::AccountRecord AccountWith(const std::string& id, std::vector<store::JobRecord> jobs,
                                        const std::vector<std::string>& key_ids = {}) {
  store::AccountRecord account{.account_id = id, .access_keys = {}, .jobs = std::move(jobs)};
  for (const std::string& key_id : key_ids) {
    account.access_keys.push_back({key_id, "secret of " + key_id, {}, true});
  }
  return account;
}

inline std::string Show(const std::optional<std::string>& text) {
  return text ? '"' + *text + '"' : "none";
}

inline std::string Show(const std::optional<base::Moment>& moment) {
  return moment ? base::FormatJobTime(*moment) : "none";
}

inline std::string Show(const std::vector<store::Output>& outputs) {
  std::string text = "[";
  for (const auto& output : outputs) text += Show(output.media_id) + Show(output.output_url) + ",";
  return text + "]";
}

/// A job as one text, to compare all fields at once.
inline std::string Show(const store::JobRecord& job) {
  return job.job_id + " app_id=" + Show(job.app_id) + " app_params=" + Show(job.app_params) +
         " status=" + std::string(store::NameOf(job.status)) +
         " production_id=" + Show(job.production_id) + " folder_id=" + Show(job.folder_id) +
         " start=" + Show(job.execution_start_time) + " finish=" + Show(job.execution_finish_time) +
         " images=" + Show(job.images) + " videos=" + Show(job.videos) +
         " audios=" + Show(job.audios);
}

}  // namespace fake_ice::test

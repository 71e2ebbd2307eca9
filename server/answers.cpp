#include "answers.h"

#include <spdlog/spdlog.h>

#include <string>
#include <utility>

#include "base/time_text.h"
#include "control/control.h"
#include "control/journal_entry.h"
#include "control/log_text.h"
#include "gateway/faults.h"
#include "yike/api_versions.h"

namespace fake_ice {
namespace {

using control::LogTarget;
using control::LogWord;

/// What the journal keeps of one exchange.
control::JournalEntry EntryFor(gateway::GatewayAnswer&& answer, base::Moment came,
                               std::chrono::microseconds duration) {
  gateway::CallRecord& record = answer.record;
  return {.request_id = std::move(record.request_id),
          .time = came,
          .duration = duration,
          .account_id = std::move(record.account_id),
          .access_key_id = std::move(record.access_key_id),
          .action = std::move(record.action),
          .job_id = std::move(record.job_id),
          .job_ids = std::move(record.job_ids),
          .step = std::string(record.step),
          .fault = gateway::Describe(record.fault),
          .code = std::move(record.code),
          .explanation = std::move(record.explanation),
          .string_to_sign = std::move(record.string_to_sign),
          .canonical_request = std::move(record.canonical_request),
          .remote_address = std::move(answer.request.remote_address),
          .request = std::move(answer.request),
          .response = std::move(answer.response)};
}

void Log(const gateway::CallRecord& record, int status, std::chrono::microseconds duration) {
  spdlog::info("request_id={} access_key_id={} action={} status={} code={} microseconds={}",
               record.request_id, LogWord(record.access_key_id), LogWord(record.action), status,
               LogWord(record.code), duration.count());
  if (!record.explanation.empty()) {
    spdlog::info("request_id={} explain={}", record.request_id, LogWord(record.explanation, 1000));
  }
  if (!record.internal_error.empty()) {
    spdlog::error("request_id={} fault={}", record.request_id, LogWord(record.internal_error));
  }
}

}  // namespace

Answers::Answers(store::Store& store, const base::Clock& clock) : store_(store), clock_(clock) {}

Answers::Arrival Answers::Arrive() const {
  return {.time = clock_.Now(), .elapsed = clock_.Elapsed()};
}

base::HttpResponse Answers::OfGateway(gateway::GatewayAnswer answer, const Arrival& arrival) {
  const gateway::CallRecord& record = answer.record;
  const auto duration =
      std::chrono::duration_cast<std::chrono::microseconds>(clock_.Elapsed() - arrival.elapsed);
  Log(record, answer.response.status, duration);
  AddDate(answer.response);
  metrics_.CountRequest(yike::IsAction(record.action) ? record.action : "", record.code,
                        answer.response.status, duration);
  NotePolls(record, arrival.time);
  control::JournalEntry entry = EntryFor(std::move(answer), arrival.time, duration);
  journal_.Add(entry);
  gateway::PackBody(entry.response, entry.request.headers);
  return std::move(entry.response);
}

base::HttpResponse Answers::OfControl(const base::HttpRequest& request,
                                      base::HttpResponse response) const {
  spdlog::log(control::IsChange(request) ? spdlog::level::info : spdlog::level::debug,
              "control method={} target={} status={}", LogWord(request.method),
              LogTarget(request.target), response.status);
  AddDate(response);
  return response;
}

base::HttpResponse Answers::OfMedia(const base::HttpRequest& request,
                                    base::HttpResponse response) const {
  spdlog::info("media method={} target={} status={}", LogWord(request.method),
               LogTarget(request.target), response.status);
  AddDate(response);
  return response;
}

base::HttpResponse Answers::Unnoted(base::HttpResponse response) const {
  AddDate(response);
  return response;
}

void Answers::NotePolls(const gateway::CallRecord& record, base::Moment came) {
  for (const gateway::PolledJob& job : record.polls) {
    // Polls of jobs that never were tell nothing, and would only take room.
    if (!job.counted && !store_.HasJob(record.account_id, job.job_id)) continue;
    polls_.Add(record.account_id, job.job_id,
               {.request_id = record.request_id,
                .time = came,
                .account_time = record.account_time,
                .counted = job.counted,
                .seen = job.seen,
                .code = record.code,
                .retry_after = record.retry_after,
                .fault = gateway::Describe(record.fault)});
  }
}

void Answers::AddDate(base::HttpResponse& response) const {
  response.headers.push_back({"Date", base::FormatHttpDate(clock_.Now())});
}

}  // namespace fake_ice

#include "emulator/account_model.h"

#include "base/time_text.h"

namespace fake_ice::test {
namespace {

using Json = nlohmann::json;
using std::chrono::milliseconds;

std::map<std::string, ModelTimeline> AppsOf(int number) {
  const int a = 1 + number % 3;
  const int b = a + 1 + number % 4;
  const int c = b + 1 + number % 5;
  return {{"timed",
           {{"Created"},
            {"Queuing", 700 * a},
            {"Executing", 700 * b + 1},
            {"Finished", 700 * c + number}}},
          {"polled", {{"Created"}, {"Queuing", 0, a}, {"Executing", 0, b}, {"Finished", 0, c}}},
          {"mixed",
           {{"Created"}, {"Queuing", 500 * a, a}, {"Executing", 0, b}, {"Failed", 900 * b, b}}}};
}

Json Images(const std::string& media_id) {
  return {{"ImageResult", Json::array({{{"MediaId", media_id}}})}};
}

}  // namespace

AccountModel::AccountModel(int number, base::Moment start)
    : name("account " + std::to_string(number)),
      clock_start(start),
      apps(AppsOf(number)),
      now(start) {}

Json AccountModel::Fixture(bool frozen) const {
  Json fixture{{"Jobs", Json::array({{{"JobId", kCommonJob},
                                      {"AppId", "polled"},
                                      {"AppParams", name},
                                      {"Timeline", InFixture(apps.at("polled"))},
                                      {"Result", Images(name + ' ' + kCommonJob)}}})}};
  for (const auto& [app_id, timeline] : apps) {
    fixture["Apps"].push_back({{"AppId", app_id},
                               {"Timeline", InFixture(timeline)},
                               {"Result", Images(name + " ${JobId}")}});
  }
  if (frozen) fixture["Clock"]["FrozenAt"] = base::FormatJobTime(clock_start);
  return fixture;
}

void AccountModel::Reset(base::Moment common_created) {
  now = clock_start;
  jobs = {{.id = kCommonJob, .app_id = "polled", .app_params = name, .created = common_created}};
}

std::string AccountModel::StatusOf(const Job& job) const {
  return StatusIn(apps.at(job.app_id), (now - job.created).count(), job.polls);
}

Json AccountModel::FieldsOf(const Job& job, const std::string& input_name,
                            const std::string& media) const {
  const std::string status = StatusOf(job);
  Json fields{
      {"JobId", job.id}, {"AppId", job.app_id}, {input_name, job.app_params}, {"Status", status}};
  if (!job.production_id.empty()) fields["ProductionId"] = job.production_id;
  if (job.app_id == "timed") {
    const auto beginning = [&](std::size_t step) {
      return base::FormatJobTime(job.created + milliseconds(apps.at("timed").at(step).after_ms));
    };
    const bool finished = status == "Finished";
    if (finished || status == "Executing") fields["ExecutionStartTime"] = beginning(2);
    if (finished) fields["ExecutionFinishTime"] = beginning(3);
  }
  if (status == "Finished") {
    fields["Result"] = Images(name + ' ' + job.id);
    fields["Result"]["ImageResult"][0]["OutputUrl"] = media + job.id + "/image-1.png";
  }
  return fields;
}

Json AccountModel::Comparable(Json answer) {
  answer.erase("RequestId");
  if (answer.value("AppId", "") != "timed") {
    answer.erase("ExecutionStartTime");
    answer.erase("ExecutionFinishTime");
  }
  return answer;
}

}  // namespace fake_ice::test

#include "yike/job_fields.h"

#include "base/time_text.h"
#include "yike/output_links.h"
#include "yike/signed_links.h"

namespace fake_ice::yike {
namespace {

using base::Value;

void AddText(Value::Object& fields, std::string_view name, std::optional<std::string> text) {
  if (text) fields.push_back({name, Value{*std::move(text)}});
}

void AddTime(Value::Object& fields, std::string_view name,
             const std::optional<base::Moment>& moment) {
  if (moment) fields.push_back({name, Value{base::FormatJobTime(*moment)}});
}

std::string MadeUpUrl(const OutputPlace& place, const store::Output& output,
                      const OperationCall& call) {
  constexpr std::size_t kBesideIds = 40;  // scheme, prefix and the file's name take about as much
  std::string url;
  url.reserve(call.host.size() + place.account_id.size() + place.job_id.size() + kBesideIds);
  AppendMediaPath(url.append(call.scheme).append("://").append(call.host), place);
  if (output.expires_after) url += SignedQuery(place, call.now + *output.expires_after);
  return url;
}

/// Gives an output what it lacks. `number` counts from 1 within its kind.
void MakeUpMissing(store::Output& output, OutputKind kind, std::size_t number,
                   const store::JobRecord& job, const OperationCall& call) {
  if (output.media_id && output.output_url) return;
  const OutputPlace place{call.account_id, job.job_id, kind, number, ExtensionOf(kind, output)};
  if (!output.media_id) output.media_id = MadeUpMediaId(place, job);
  if (!output.output_url) output.output_url = MadeUpUrl(place, output, call);
}

void AddOutputs(Value::Object& result, std::string_view name, OutputKind kind,
                std::vector<store::Output>& outputs, const store::JobRecord& job,
                const OperationCall& call) {
  if (outputs.empty()) return;
  Value::List elements;
  elements.reserve(outputs.size());
  for (store::Output& output : outputs) {
    MakeUpMissing(output, kind, elements.size() + 1, job, call);
    Value::Object element;
    element.reserve(2);
    element.push_back({"MediaId", {*std::move(output.media_id)}});
    element.push_back({"OutputUrl", {*std::move(output.output_url)}});
    elements.push_back({std::move(element)});
  }
  result.push_back({name, Value{std::move(elements)}});
}

}  // namespace

Value::Object JobFields(store::JobRecord job, std::string_view input_name,
                        const OperationCall& call) {
  constexpr std::size_t kMostFields = 10;  // with the RequestId that comes in front
  Value::Object result;
  AddOutputs(result, "ImageResult", OutputKind::kImage, job.images, job, call);
  AddOutputs(result, "VideoResult", OutputKind::kVideo, job.videos, job, call);
  AddOutputs(result, "AudioResult", OutputKind::kAudio, job.audios, job, call);
  Value::Object fields;
  fields.reserve(kMostFields);
  fields.push_back({"JobId", Value{std::move(job.job_id)}});
  AddText(fields, "AppId", std::move(job.app_id));
  AddText(fields, input_name, std::move(job.app_params));
  fields.push_back({"Status", Value{std::string(NameOf(job.status))}});
  AddText(fields, "ProductionId", std::move(job.production_id));
  AddText(fields, "FolderId", std::move(job.folder_id));
  AddTime(fields, "ExecutionStartTime", job.execution_start_time);
  AddTime(fields, "ExecutionFinishTime", job.execution_finish_time);
  if (!result.empty()) fields.push_back({"Result", Value{std::move(result)}});
  return fields;
}

}  // namespace fake_ice::yike

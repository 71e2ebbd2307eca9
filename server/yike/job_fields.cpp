#include "yike/job_fields.h"

#include "base/time_text.h"

namespace fake_ice::yike {
namespace {

using base::Value;

void AddText(Value::Object& fields, std::string_view name, const std::optional<std::string>& text) {
  if (text) fields.push_back({std::string(name), Value{*text}});
}

void AddTime(Value::Object& fields, std::string_view name,
             const std::optional<base::Moment>& moment) {
  if (moment) fields.push_back({std::string(name), Value{base::FormatJobTime(*moment)}});
}

void AddOutputs(Value::Object& result, std::string_view name,
                const std::vector<store::Output>& outputs) {
  if (outputs.empty()) return;
  Value::List elements;
  for (const store::Output& output : outputs) {
    Value::Object element;
    AddText(element, "MediaId", output.media_id);
    AddText(element, "OutputUrl", output.output_url);
    elements.push_back(Value{std::move(element)});
  }
  result.push_back({std::string(name), Value{std::move(elements)}});
}

}  // namespace

Value::Object JobFields(const store::JobRecord& job, std::string_view input_name) {
  Value::Object fields;
  fields.push_back({"JobId", Value{job.job_id}});
  AddText(fields, "AppId", job.app_id);
  AddText(fields, input_name, job.app_params);
  fields.push_back({"Status", Value{std::string(NameOf(job.status))}});
  AddText(fields, "ProductionId", job.production_id);
  AddText(fields, "FolderId", job.folder_id);
  AddTime(fields, "ExecutionStartTime", job.execution_start_time);
  AddTime(fields, "ExecutionFinishTime", job.execution_finish_time);
  Value::Object result;
  AddOutputs(result, "ImageResult", job.images);
  AddOutputs(result, "VideoResult", job.videos);
  AddOutputs(result, "AudioResult", job.audios);
  if (!result.empty()) fields.push_back({"Result", Value{std::move(result)}});
  return fields;
}

}  // namespace fake_ice::yike

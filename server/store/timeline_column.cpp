#include "store/timeline_column.h"

#include <charconv>

#include "base/text.h"
#include "store/store_failure.h"

namespace fake_ice::store {
namespace {

std::int64_t ReadNumber(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) {
    throw DamagedStore("a timeline is none");
  }
  return number;
}

TimelineStep ReadStep(std::string_view text) {
  TimelineStep step;
  const auto polls = text.find('*');
  if (polls != std::string_view::npos) {
    step.after_polls = ReadNumber(text.substr(polls + 1));
    text = text.substr(0, polls);
  }
  const auto after = text.find('+');
  if (after != std::string_view::npos) {
    step.after = std::chrono::milliseconds(ReadNumber(text.substr(after + 1)));
    text = text.substr(0, after);
  }
  const auto status = ParseJobStatus(text);
  if (!status) throw DamagedStore("a timeline is none");
  step.status = *status;
  return step;
}

}  // namespace

std::optional<std::string> WriteTimeline(const std::vector<TimelineStep>& timeline) {
  if (timeline.empty()) return std::nullopt;
  std::string column;
  for (const TimelineStep& step : timeline) {
    if (!column.empty()) column += ' ';
    column += NameOf(step.status);
    if (step.after) column += '+' + std::to_string(step.after->count());
    if (step.after_polls) column += '*' + std::to_string(*step.after_polls);
  }
  return column;
}

std::vector<TimelineStep> ReadTimeline(const std::optional<std::string>& column) {
  std::vector<TimelineStep> timeline;
  if (!column) return timeline;
  for (const std::string_view step : base::Split(*column, ' ')) timeline.push_back(ReadStep(step));
  return timeline;
}

}  // namespace fake_ice::store

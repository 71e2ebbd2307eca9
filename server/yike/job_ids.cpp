#include "yike/job_ids.h"

#include <set>
#include <string_view>

#include "base/text.h"

namespace fake_ice::yike {

std::optional<std::vector<std::string>> SplitJobIds(std::string_view job_ids) {
  std::vector<std::string> ids;
  std::set<std::string_view> seen;
  while (!job_ids.empty()) {
    const std::string_view id = base::Trim(base::TakePiece(job_ids, ','));
    if (id.empty() || !seen.insert(id).second) continue;
    if (ids.size() == kMaxJobIds) return std::nullopt;
    ids.emplace_back(id);
  }
  return ids;
}

void VisitJobIds(const Operation& operation, const FindParameter& find_parameter,
                 const std::function<void(std::string_view)>& visit) {
  const std::string* value = find_parameter(operation.main_parameter);
  if (value == nullptr || value->empty()) return;
  if (operation.main_parameter == "JobId") return visit(*value);
  if (operation.main_parameter != "JobIds") return;
  const auto ids = SplitJobIds(*value);
  if (!ids) return;
  for (const std::string& id : *ids) visit(id);
}

}  // namespace fake_ice::yike

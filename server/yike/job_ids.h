#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "yike/operation.h"

namespace fake_ice::yike {

/// How many jobs one batch may name (assumption: batch-limit).
inline constexpr std::size_t kMaxJobIds = 1000;

/// The ids in a parameter JobIds: separated by commas, each once, without empty ones. Nothing when
/// there are more than kMaxJobIds.
std::optional<std::vector<std::string>> SplitJobIds(std::string_view job_ids);

/// Shows the jobs that a call of `operation` reads, as far as its parameters tell, to `visit`; none
/// when it names too many.
void VisitJobIds(const Operation& operation, const FindParameter& find_parameter,
                 const std::function<void(std::string_view)>& visit);

}  // namespace fake_ice::yike

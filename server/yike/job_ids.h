#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "yike/operation.h"

namespace fake_ice::yike {

/// The ids in a parameter JobIds: separated by commas, each once, without empty ones.
std::vector<std::string> SplitJobIds(std::string_view job_ids);

/// The jobs that a call of `operation` reads, as far as its parameters tell.
std::vector<std::string> ReadJobIds(const Operation& operation,
                                    const FindParameter& find_parameter);

}  // namespace fake_ice::yike

#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "base/http_message.h"
#include "base/parameters.h"

namespace fake_ice::control {

/// What the value of a query parameter must be. Only the place from which a list goes on may be
/// empty: that is its beginning.
enum class QueryKind { kText, kBoolean, kJobStatus, kLimit, kPlace, kWait };

/// A query parameter that a route reads.
struct QueryParameter {
  std::string_view name;
  QueryKind kind = QueryKind::kText;
};

/// The error, 400, for a query that a route would not understand whole; nothing when it does. A
/// parameter that is not in `known` is `InvalidParameter`, with the nearest that is; one that comes
/// twice or has a value that it cannot have is `Invalid<Name>`. So no typo widens what is asked.
std::optional<base::HttpResponse> CheckQuery(const base::Parameters& query,
                                             std::span<const QueryParameter> known);

}  // namespace fake_ice::control

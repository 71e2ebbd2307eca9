#include "auth/timestamp.h"

#include "base/time_text.h"

namespace fake_ice::auth {

base::Expected<void, Failure> CheckTimestamp(Scheme scheme, std::string_view timestamp,
                                             base::Moment now, std::chrono::milliseconds skew) {
  const auto moment = scheme == Scheme::kV1 ? base::ParseProtocolTimeWithFraction(timestamp)
                                            : base::ParseProtocolTime(timestamp);
  if (!moment) {
    return base::Unexpected<Failure>(
        {.problem = Problem::kMalformedTimestamp, .parameter = "Timestamp"});
  }
  if (std::chrono::abs(now - *moment) > skew) {
    return base::Unexpected<Failure>(
        {.problem = Problem::kExpiredTimestamp, .parameter = "Timestamp"});
  }
  return {};
}

}  // namespace fake_ice::auth

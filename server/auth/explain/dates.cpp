#include "auth/explain/dates.h"

#include <string>
#include <utility>

#include "auth/explain/wording.h"
#include "base/time_text.h"

namespace fake_ice::auth {

std::vector<Slip> DateSlips(std::string_view sent) {
  const auto moment = base::ParseProtocolTime(sent);
  if (!moment) return {};
  std::vector<Slip> slips;
  const auto add = [&](const std::string& what, std::string signed_date) {
    slips.push_back({"the date was signed " + what + ": sign the very text that is sent",
                     [text = std::move(signed_date)] { return text; }});
  };
  const std::string local(sent.substr(0, sent.size() - 1));
  const auto unix_seconds =
      std::chrono::duration_cast<std::chrono::seconds>(moment->time_since_epoch()).count();
  add("with a fraction of a second", local + ".000Z");
  add("without its 'Z'", local);
  add("with the offset '+00:00'", local + "+00:00");
  add("with the offset '+0000'", local + "+0000");
  add("with a blank for the 'T'", std::string(local).replace(10, 1, " "));
  add("with a blank for the 'T'", std::string(sent).replace(10, 1, " "));
  add("in the RFC 1123 form", base::FormatHttpDate(*moment));
  add("as Unix time in seconds", std::to_string(unix_seconds));
  add("as Unix time in milliseconds", std::to_string(unix_seconds * 1000));
  for (std::chrono::seconds apart{-3}; apart <= std::chrono::seconds{3}; ++apart) {
    if (apart.count() == 0) continue;
    add("after the clock was read another time, " + InWords(apart) +
            (apart.count() < 0 ? " earlier" : " later"),
        base::FormatProtocolTime(*moment + apart));
  }
  for (std::chrono::minutes offset = kFirstOffset; offset <= kLastOffset;
       offset += std::chrono::minutes{15}) {
    if (offset.count() == 0) continue;
    add("as local time (" + UtcOffsetName(offset) + ") but sent as UTC",
        base::FormatProtocolTime(*moment + offset));
  }
  return slips;
}

}  // namespace fake_ice::auth

#include "cli/journal_line.h"

#include <fmt/format.h>

#include <chrono>
#include <ctime>
#include <string_view>

#include "base/text.h"
#include "base/time_text.h"

namespace fake_ice::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kDim = "\033[2m";
constexpr std::string_view kGreen = "\033[32m";
constexpr std::string_view kRed = "\033[31m";
constexpr std::string_view kPlain = "\033[0m";

std::string TextOf(const Json& entry, const char* name) {
  const auto found = entry.find(name);
  if (found == entry.end() || !found->is_string()) return {};
  return base::EscapeUnprintable(found->get_ref<const std::string&>());
}

/// `10:53:34.001` on this machine's clock; a time that is none stays as it is.
std::string LocalTime(const std::string& text) {
  const auto moment = base::ParseIsoTime(text);
  if (!moment) return text;
  const auto milliseconds = moment->time_since_epoch().count();
  const std::time_t seconds = milliseconds / 1000;
  std::tm local{};
  localtime_r(&seconds, &local);
  return fmt::format("{:02}:{:02}:{:02}.{:03}", local.tm_hour, local.tm_min, local.tm_sec,
                     milliseconds % 1000);
}

std::string Painted(std::string_view colour, const std::string& text, bool coloured) {
  return coloured ? fmt::format("{}{}{}", colour, text, kPlain) : text;
}

std::string OrDash(const std::string& text) {
  return text.empty() ? "-" : text;
}

}  // namespace

std::string JournalLine(const Json& entry, bool coloured) {
  const int status = entry.value("Status", 0);
  const std::string code = TextOf(entry, "Code");
  std::string job = TextOf(entry, "JobId");
  if (job.empty()) job = TextOf(entry, "JobIds");
  const std::string outcome = std::to_string(status) + (code.empty() ? "" : ' ' + code);
  const bool is_good = status >= 200 && status < 300;
  std::string line = fmt::format(
      "{}  {:16}  {:20}  {:32}  {}\n", Painted(kDim, LocalTime(TextOf(entry, "Time")), coloured),
      OrDash(TextOf(entry, "AccountId")), OrDash(TextOf(entry, "Action")), OrDash(job),
      Painted(is_good ? kGreen : kRed, outcome, coloured));
  const std::string why = TextOf(entry, "Explanation");
  if (!why.empty()) line += "    " + why + '\n';
  return line;
}

}  // namespace fake_ice::cli

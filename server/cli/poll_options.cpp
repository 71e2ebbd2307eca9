#include "cli/poll_options.h"

#include "base/time_text.h"
#include "cli/checks.h"
#include "cli/option_kinds.h"

namespace fake_ice::cli {

void AddPoll(CLI::App& call, Parsed& parsed) {
  Variables& variables = parsed.variables;
  AddOption(call, variables, "--poll", parsed.poll, "Field=Value",
            "Repeat it until the answer says so");
  AddOption(call, variables, "--every", parsed.every, "DURATION", "Between the calls of --poll")
      .default_str(base::FormatDuration(kPollEvery))
      ->check(IsDuration());
  AddOption(call, variables, "--within", parsed.within, "DURATION", "How long --poll goes on")
      .default_str(base::FormatDuration(kPollWithin))
      ->check(IsDuration());
}

std::string FinishPoll(Parsed& parsed) {
  PollConfig& poll = parsed.call.poll;
  // IsDuration has checked them; empty ones are the default.
  poll.every = base::ParseDuration(parsed.every).value_or(kPollEvery);
  poll.within = base::ParseDuration(parsed.within).value_or(kPollWithin);
  if (parsed.poll.empty()) {
    if (!parsed.every.empty()) return "--every needs --poll Field=Value";
    return parsed.within.empty() ? "" : "--within needs --poll Field=Value";
  }
  const auto equals = parsed.poll.find('=');
  if (equals == std::string::npos || equals == 0) {
    return "--poll " + parsed.poll + ": expected Field=Value, such as Status=Finished";
  }
  poll.field = parsed.poll.substr(0, equals);
  poll.value = parsed.poll.substr(equals + 1);
  return parsed.call.format == "XML" ? "--poll reads JSON; leave --format XML out" : "";
}

}  // namespace fake_ice::cli

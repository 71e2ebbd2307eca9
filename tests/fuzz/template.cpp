// `${Key}` in the outputs of an app, against a second way to fill them.
// Input: the template, the job's id and AppParams, a line each.
#include "fuzz/fuzz.h"
#include "store/limits.h"
#include "yike/app.h"

using namespace fake_ice;
using fuzz::Require;

namespace {

/// Character by character.
std::string Filled(std::string_view text, const yike::AppParams& params, std::string_view job_id) {
  std::string filled;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto end = text.find('}', i);
    if (text.substr(i, 2) != "${" || end == text.npos) {
      filled += text[i];
      continue;
    }
    const std::string key(text.substr(i + 2, end - i - 2));
    i = end;
    if (key == "JobId") {
      filled += job_id;
      continue;
    }
    for (const base::JsonMember& member : params) {
      if (member.key != key) continue;
      filled += member.text;
      break;
    }
  }
  return filled;
}

void Check(const std::optional<std::string>& got, const std::string& wanted, std::size_t limit) {
  if (wanted.empty() || base::CountCharacters(wanted) > limit) {
    Require(!got, "a text that is empty or too long is one that nobody gave", wanted);
  } else {
    Require(got.has_value(), "a text is there", wanted);
    fuzz::RequireSame(*got, wanted, "two ways fill the same");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text = fuzz::AsText(data, size);
  const std::string pattern(fuzz::TakeLine(text));
  const std::string job_id(fuzz::TakeLine(text));
  const auto params = base::ReadJsonObject(text);
  const std::string why = base::WhyNoJsonObject(text);
  Require(params.has_value() == why.empty(), "what is no object is explained, and nothing else",
          why);
  Require(base::EscapeUnprintable(why) == why, "an explanation is printable", why);
  const yike::AppParams members = params.value_or(yike::AppParams{});
  std::vector<store::Output> outputs{{.media_id = pattern, .output_url = pattern}};
  yike::FillOutputs(outputs, members, job_id);
  const std::string wanted = Filled(pattern, members, job_id);
  Check(outputs[0].media_id, wanted, store::kMaxIdCharacters);
  Check(outputs[0].output_url, wanted, store::kMaxUrlCharacters);
  return 0;
}

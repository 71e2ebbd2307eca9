// A fixture document: refused with places and reasons, or read to what is written and read again
// to the same.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "fixtures/fixture_writer.h"
#include "fixtures/json_text.h"
#include "fixtures/loader.h"
#include "fixtures/records.h"
#include "fuzz/fuzz.h"

using namespace fake_ice;
using fuzz::Require;

namespace {

void CheckProblems(const fixtures::Problems& problems) {
  Require(!problems.empty(), "a refusal has a reason");
  for (const fixtures::Problem& problem : problems) {
    Require(!problem.reason.empty(), "each problem has a reason");
    const std::string line = fixtures::ToLine(problem);
    Require(line.find('\n') == line.npos, "each problem is one line", line);
  }
}

/// A document that two readers take apart: the parser's own verdict, and the whole reading.
void CheckText(std::string_view text, bool is_read) {
  const auto json = fixtures::ParseJsonText(text);
  if (!json) {
    CheckProblems(json.error());
    Require(!is_read, "a text that is no JSON is no fixture");
    return;
  }
  if (!is_read) return;
  const auto with_warnings = fixtures::ReadText(text, std::nullopt, {"ice:GetYikeAIAppJob"});
  for (const fixtures::Problem& warning : with_warnings.value().warnings) {
    Require(!warning.reason.empty(), "each warning has a reason");
  }
  // Comments, blanks and the form of numbers make no difference.
  const auto again = fixtures::ReadFixture(json->dump(1), "fuzz");
  Require(again.has_value(), "a document that was read is read without its comments");
}

bool HasSecrets(const store::AccountRecord& account) {
  return std::ranges::any_of(account.access_keys, [](const store::AccessKeyRecord& key) {
    return !key.access_key_secret.empty();
  });
}

std::string Write(const std::vector<store::AccountRecord>& accounts, fixtures::Secrets secrets) {
  fixtures::FixtureWriter writer(secrets);
  for (const store::AccountRecord& account : accounts) writer.Add(account);
  return writer.Finish();
}

void CheckRoundTrip(const std::vector<store::AccountRecord>& accounts) {
  const std::string written = Write(accounts, fixtures::Secrets::kShown);
  const auto again = fixtures::ReadFixture(written, "fuzz");
  Require(again.has_value(), "what is written is read",
          again ? "" : fixtures::ToLine(again.error().front()) + '\n' + written);
  fuzz::RequireSame(Write(*again, fixtures::Secrets::kShown), written,
                    "what is written is written again");
  Require(*again == accounts, "what is written reads back as the same", written);
  const std::string masked = Write(accounts, fixtures::Secrets::kMasked);
  if (std::ranges::any_of(accounts, HasSecrets)) {
    Require(masked.find("***") != masked.npos, "secrets are masked", masked);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::AsText(data, size);
  const auto accounts = fixtures::ReadFixture(text, "fuzz");
  CheckText(text, accounts.has_value());
  if (!accounts) {
    CheckProblems(accounts.error());
  } else {
    CheckRoundTrip(*accounts);
  }
  return 0;
}

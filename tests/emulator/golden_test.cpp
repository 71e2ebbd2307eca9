// The exchanges of tests/golden over a real socket, byte by byte.
#include <doctest/doctest.h>

#include "base/time_text.h"
#include "emulator.h"
#include "fixtures/loader.h"
#include "support/fakes.h"
#include "support/files.h"
#include "support/wire.h"

using namespace fake_ice;

namespace {

std::string LastAnswer(const std::string& request, int sends) {
  const test::ManualClock clock(base::ParseProtocolTime("2026-01-15T08:00:00Z").value());
  test::CountingIds ids;
  const auto fixture = (test::SourceDirectory() / "tests/golden/fixture.json").string();
  Emulator emulator({.accounts = fixtures::LoadFixtures({fixture}).value().accounts}, clock, ids);
  REQUIRE(emulator.Start());
  std::string answer;
  for (int i = 0; i < sends; ++i) answer = test::SendRaw(emulator.Port(), request);
  return answer;
}

}  // namespace

TEST_CASE("every golden request gets its golden answer") {
  const auto folders = test::FoldersIn(test::SourceDirectory() / "tests/golden/exchanges");
  REQUIRE(folders.size() >= 80);
  for (const auto& folder : folders) {
    CAPTURE(folder.filename().string());
    const bool repeated = std::filesystem::exists(folder / "sends");
    const int sends = repeated ? std::stoi(test::ReadFile(folder / "sends")) : 1;
    CHECK(LastAnswer(test::ReadFile(folder / "request.http"), sends) ==
          test::ReadFile(folder / "response.http"));
  }
}

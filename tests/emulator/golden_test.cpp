// The exchanges of tests/golden over a real socket, byte by byte, each a test case of its own.
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

void Replay(const std::string& name) {
  const auto folder = test::SourceDirectory() / "tests/golden/exchanges" / name;
  const bool repeated = std::filesystem::exists(folder / "sends");
  const int sends = repeated ? std::stoi(test::ReadFile(folder / "sends")) : 1;
  CHECK(LastAnswer(test::ReadFile(folder / "request.http"), sends) ==
        test::ReadFile(folder / "response.http"));
}

}  // namespace

#define GOLDEN_EXCHANGE(name)          \
  TEST_CASE("golden exchange " name) { \
    Replay(name);                      \
  }
#include "golden/exchanges.inc"

// export and schema as a person at a terminal sees them.

#include <doctest/doctest.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>
#include <utility>

#include "cli/program.h"
#include "cli/sockets.h"
#include "http/test_server.h"
#include "support/files.h"
#include "support/temp_directory.h"
#include "support/text.h"

using namespace fake_ice;
using test::Contains;
using test::Run;
using test::RunningServer;

TEST_CASE("what export prints loads to the same state, secrets too") {
  const RunningServer server;
  const auto exported = Run({"export", "--endpoint", server.Endpoint()});
  CHECK(exported.exit_code == 0);
  CHECK(exported.err == "");
  const test::TempDirectory directory;
  const std::string state = directory.Write("state.json", exported.out);
  CHECK(Run({"check", state}).exit_code == 0);
  const RunningServer again({"--fixtures", state});
  CHECK(Run({"export", "--endpoint", again.Endpoint()}).out == exported.out);
  CHECK(Run({"call", "GetYikeAIAppJob", "--endpoint", again.Endpoint(),
             "JobId=00000000000000000000000000000004"})
            .exit_code == 0);
}

TEST_CASE("export says so when it gets no fixture, and when it cannot write it whole") {
  const test::TakenPort nobody;
  const auto unheard = Run({"export", "--endpoint", nobody.Endpoint()});
  CHECK(unheard.exit_code == 1);
  CHECK(unheard.out == "");
  CHECK(Contains(unheard.err, nobody.Endpoint()));
  const RunningServer server;
  const std::string command =
      "'" + test::ProgramPath() + "' export --endpoint " + server.Endpoint() + " 2>&1 >/dev/full";
  FILE* const err = popen(command.c_str(), "r");
  REQUIRE(err != nullptr);
  std::array<char, 200> line{};
  REQUIRE(fgets(line.data(), line.size(), err) != nullptr);
  CHECK(Contains(line.data(), "could not be written"));
  CHECK(WEXITSTATUS(pclose(err)) == 1);
}

TEST_CASE("what another server answers is no fixture") {
  for (const auto& [status, type] : {std::pair(200, "text/html"), std::pair(404, "text/html"),
                                     std::pair(404, "application/json")}) {
    CAPTURE(status);
    test::TestServer other([&](const base::HttpRequest&) {
      return base::HttpResponse{
          .status = status, .headers = {{"Content-Type", type}}, .body = "{}"};
    });
    const auto result = Run({"export", "--endpoint", "127.0.0.1:" + std::to_string(other.Port())});
    CHECK(result.exit_code == 1);
    CHECK(result.out == "");
    CHECK(Contains(result.err, "is no answer of a fake-ice"));
    CHECK(std::count(result.err.begin(), result.err.end(), '\n') == 1);
  }
}

TEST_CASE("schema prints the schema that the server shows") {
  const auto result = Run({"schema"});
  CHECK(result.exit_code == 0);
  CHECK(result.out == test::ReadFile(test::SourceDirectory() / "schema/fixture.schema.json"));
}

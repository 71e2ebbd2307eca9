// check, call and health as a person at a terminal sees them.

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "cli/program.h"
#include "cli/sockets.h"
#include "support/files.h"
#include "support/temp_directory.h"
#include "support/text.h"

using namespace fake_ice;
using test::Contains;
using test::Program;
using test::Run;
using test::RunningServer;
namespace fs = std::filesystem;

namespace {

const std::string kFinishedJob = "00000000000000000000000000000004";

/// `fake-ice call` for the finished job, with more arguments.
Program::Result Call(const RunningServer& server, const Program::Arguments& more) {
  Program::Arguments arguments{"call", "GetYikeAIAppJob", "--endpoint", server.Endpoint(),
                               "JobId=" + kFinishedJob};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return Run(arguments);
}

}  // namespace

TEST_CASE("check tells how much it found and ends with code 0") {
  const auto result = Run({"check", (test::SourceDirectory() / "fixtures/default.json").string()});
  CHECK(result.exit_code == 0);
  CHECK(result.err == "");
  CHECK(result.out.starts_with("fixtures are valid: files: 1, jobs: "));
  CHECK(std::count(result.out.begin(), result.out.end(), '\n') == 1);
}

TEST_CASE("check prints the expected lines for every bad fixture and ends with code 1") {
  const fs::path bad = test::SourceDirectory() / "tests/fixtures/bad";
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(bad)) {
    if (entry.path().extension() == ".json") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  for (const std::string& name : names) {
    CAPTURE(name);
    const auto result = Run({"check", name + ".json"}, {}, bad.string());
    CHECK(result.exit_code == 1);
    CHECK(result.err == test::ReadFile(bad / (name + ".expected")));
    CHECK(result.out == "");
  }
}

TEST_CASE("check of a path that is not there ends with code 1") {
  const auto result = Run({"check", "gone.json"});
  CHECK(result.exit_code == 1);
  CHECK(result.err == "gone.json: there is no such file or directory\n");
}

TEST_CASE("check without a path ends with code 2") {
  CHECK(Run({"check"}).exit_code == 2);
}

TEST_CASE("check reads a pipe like a file") {
  const auto result = Run({"check", "/dev/stdin"});  // the null device: an empty text
  CHECK(result.exit_code == 1);
  CHECK(Contains(result.err, "/dev/stdin: line 1, column 1: "));
}

TEST_CASE("call says on stderr which mistake is behind an answer") {
  const RunningServer server;
  const auto result = Run({"call", "GetYikeAIAppJob", "JobID=x", "--endpoint", server.Endpoint()});
  CHECK(result.exit_code == 1);
  CHECK(Contains(result.out, R"("Code":"InvalidParameter")"));
  CHECK(result.err ==
        "fake-ice: the parameter is called JobId, not 'JobID': names are case-sensitive\n");
}

TEST_CASE("health ends with code 0 when the server answers and with 1 when nobody does") {
  const RunningServer server;
  const auto good = Run({"health", "--endpoint", server.Endpoint()});
  CHECK(good.exit_code == 0);
  CHECK(Contains(good.out, R"("Status":"ok")"));
  CHECK(good.err == "");
  const test::TakenPort nobody;
  const auto bad = Run({"health"}, {{"FAKE_ICE_ENDPOINT", nobody.Endpoint()}});
  CHECK(bad.exit_code == 1);
  CHECK(bad.out == "");
  CHECK(Contains(bad.err, nobody.Endpoint()));
}

TEST_CASE("an endpoint may end with a slash, lack its scheme and name its host in words") {
  const RunningServer server;
  CHECK(Run({"health", "--endpoint", server.Endpoint() + "/"}).exit_code == 0);
  CHECK(Run({"health", "--endpoint", server.Address()}).exit_code == 0);
  CHECK(Run({"health", "--endpoint", "http://localhost:" + std::to_string(server.Port())})
            .exit_code == 0);
  CHECK(Run({"call", "GetYikeAIAppJob", "JobId=" + kFinishedJob},
            {{"FAKE_ICE_ENDPOINT", server.Endpoint() + "/"}})
            .exit_code == 0);
}

TEST_CASE("an endpoint that is none ends with code 1 and a line that says so") {
  for (const std::string endpoint :
       {"ftp://127.0.0.1", "http://", "https:///", "://", "http://h:port", "http://h:1/path"}) {
    CAPTURE(endpoint);
    for (const Program::Arguments& arguments :
         {Program::Arguments{"health", "--endpoint", endpoint},
          Program::Arguments{"call", "A", "--endpoint", endpoint}}) {
      const auto result = Run(arguments);
      CAPTURE(result.err);
      CHECK(result.exit_code == 1);
      CHECK(std::count(result.err.begin(), result.err.end(), '\n') == 1);
      CHECK(Contains(result.err, "the endpoint " + endpoint));
      CHECK(Contains(result.err, "is not http://HOST:PORT"));
    }
  }
}

TEST_CASE("call prints the body and ends with code 0, however the request is signed and sent") {
  const RunningServer server;
  for (const std::string signature : {"v1", "v3"}) {
    for (const std::string method : {"GET", "POST"}) {
      CAPTURE(signature);
      CAPTURE(method);
      const auto result =
          Call(server, {"--signature", signature, "--method", method, "--format", "JSON"});
      CHECK(result.exit_code == 0);
      CHECK(result.err == "");
      CHECK(Contains(result.out, "\"JobId\":\"" + kFinishedJob + '"'));
      CHECK(result.out.ends_with("}\n"));
    }
  }
}

TEST_CASE("call prints XML when asked to") {
  const RunningServer server;
  const auto result = Call(server, {"--format", "XML"});
  CHECK(result.exit_code == 0);
  CHECK(Contains(result.out, "<JobId>" + kFinishedJob + "</JobId>"));
}

TEST_CASE("call prints the error's body and ends with code 1") {
  const RunningServer server;
  const auto unknown =
      Run({"call", "GetYikeAIAppJob", "JobId=none", "--endpoint", server.Endpoint()});
  CHECK(unknown.exit_code == 1);
  CHECK(Contains(unknown.out, R"("Code":"JobNotFound")"));
  CHECK(unknown.err.starts_with("fake-ice: account '1000000000000001' has no job 'none'; it has "));
  const auto wrong = Call(server, {"--access-key-secret", "wrong"});
  CHECK(wrong.exit_code == 1);
  CHECK(Contains(wrong.out, R"("Code":"SignatureDoesNotMatch")"));
}

TEST_CASE("call with nobody listening ends with code 1 and one line that says so") {
  const test::TakenPort nobody;
  const auto result = Run({"call", "GetYikeAIAppJob", "--endpoint", nobody.Endpoint()});
  CHECK(result.exit_code == 1);
  CHECK(result.out == "");
  CHECK(Contains(result.err, "no answer from " + nobody.Endpoint()));
  CHECK(std::count(result.err.begin(), result.err.end(), '\n') == 1);
}

TEST_CASE("call waits for an answer that a fault holds back, as long as it is told to") {
  const test::TempDirectory directory;
  const auto path = directory.Write("a.json", R"({"Faults": [{"Match": {}, "DelayMs": 600000}]})");
  const RunningServer server({"--fixtures", path});
  const auto result = Call(server, {"--timeout", "50ms"});
  CHECK(result.exit_code == 1);
  CHECK(result.out == "");
  CHECK(result.err == "fake-ice: no answer from " + server.Endpoint() + ": timed out after 50ms\n");
}

TEST_CASE("where a variable gave the endpoint, the error names the variable") {
  const test::TakenPort nobody;
  const auto result = Run({"health"}, {{"FAKE_ICE_ENDPOINT", nobody.Endpoint()}});
  CHECK(result.err == "fake-ice: FAKE_ICE_ENDPOINT: no answer from " + nobody.Endpoint() +
                          ": connection refused; is a server listening there?\n");
}

TEST_CASE("a parameter's value may come from a file, and begin with an at sign") {
  const test::TempDirectory directory;
  const std::string params = R"({"Extra.4.Prompt": "a \u6df1 boat"})"
                             "\n";
  const auto path = directory.Write("params.json", params);
  const RunningServer server;
  const Program::Variables endpoint{{"FAKE_ICE_ENDPOINT", server.Endpoint()}};
  const auto submitted = Run(
      {"call", "SubmitYikeAIAppJob", "AppId=a", "AppParams=@" + path, "FolderId=@@home"}, endpoint);
  REQUIRE(submitted.exit_code == 0);
  const std::string id = nlohmann::json::parse(submitted.out)["JobId"];
  const auto job =
      nlohmann::json::parse(Run({"call", "GetYikeAIAppJob", "JobId=" + id}, endpoint).out);
  CHECK(job["AppParams"] == params);
  CHECK(job["FolderId"] == "@home");
  const auto stdin_value = Run({"call", "GetYikeAIAppJob", "JobId=@-"}, endpoint);  // a null device
  CHECK(Contains(stdin_value.out, "InvalidParameter"));
}

TEST_CASE("a parameter's file that is not there is told, with the way to write an at sign") {
  const auto result = Run({"call", "A", "AppParams=@gone.json"});
  CHECK(result.exit_code == 1);
  CHECK(result.out == "");
  CHECK(result.err ==
        "fake-ice: AppParams=@gone.json: cannot read the file: No such file or"
        " directory; a value that begins with @ is written AppParams=@@...\n");
}

TEST_CASE("call indents an answer that is JSON when asked to") {
  const RunningServer server;
  const auto pretty = Call(server, {"--pretty"});
  CHECK(pretty.exit_code == 0);
  CHECK(pretty.out.starts_with("{\n  \"RequestId\": \""));
  CHECK(pretty.out.ends_with("\n}\n"));
  const auto xml = Call(server, {"--pretty", "--format", "xml"});
  CHECK(Contains(xml.out, "<JobId>" + kFinishedJob + "</JobId>"));
}

TEST_CASE("a variable that is none of fake-ice's is warned about and changes nothing") {
  const RunningServer server;
  const auto result = Run({"health", "--endpoint", server.Endpoint()}, {{"FAKE_ICE_FIXTURE", "a"}});
  CHECK(result.exit_code == 0);
  CHECK(result.err ==
        "fake-ice: warning: the variable FAKE_ICE_FIXTURE is none of fake-ice's and"
        " is ignored; did you mean FAKE_ICE_FIXTURES?\n");
}

TEST_CASE("call sends values as they are") {
  const test::TempDirectory directory;
  const std::string id = "a=b&c d+e%41/中*~'\"";
  const auto path = directory.Write(
      "a.json", R"({"Jobs": [{"JobId": "a=b&c d+e%41/中*~'\"", "Status": "Created"}]})");
  const RunningServer server({"--fixtures", path});
  for (const std::string signature : {"v1", "v3"}) {
    for (const std::string method : {"GET", "POST"}) {
      CAPTURE(signature);
      CAPTURE(method);
      CHECK(Run({"call", "GetYikeAIAppJob", "JobId=" + id, "--signature", signature, "--method",
                 method},
                {{"FAKE_ICE_ENDPOINT", server.Endpoint()}})
                .exit_code == 0);
    }
  }
}

TEST_CASE("help and the version go to stdout") {
  for (const std::string flag : {"--help", "--version"}) {
    const auto result = Run({flag});
    CHECK(result.exit_code == 0);
    CHECK(result.out.starts_with("fake-ice"));
    CHECK(result.err == "");
  }
}

// exec as a person at a terminal and a script see it. What a command's world is made of is tested
// in tests/sandbox/, and what official SDKs do there in tests/tls/.
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <csignal>
#include <filesystem>
#include <string>

#include "cli/program.h"
#include "support/namespaces.h"
#include "support/temp_directory.h"

using namespace fake_ice;
using test::Program;
using test::ProgramPath;
using test::Run;

namespace {

/// exec that runs a shell's script, in which $ICE is the program.
Program::Result Exec(const std::string& script, Program::Arguments options = {},
                     Program::Variables variables = {}) {
  Program::Arguments arguments{"exec"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  for (const char* word : {"--", "sh", "-c"}) arguments.emplace_back(word);
  arguments.push_back("ICE=" + ProgramPath() + "; " + script);
  return Run(arguments, variables);
}

}  // namespace

TEST_CASE("exec without a command says where one is to be") {
  for (const Program::Arguments& arguments :
       {Program::Arguments{"exec"}, {"exec", "--"}, {"exec", "pytest"}, {"exec", "pytest", "-q"}}) {
    const auto result = Run(arguments);
    CHECK(result.exit_code == 2);
    CHECK(result.err ==
          "fake-ice: exec needs a command behind --, as in fake-ice exec -- pytest (fake-ice exec "
          "--help lists what there is)\n");
  }
  CHECK(Run({"exec", "--fixture", "x", "--", "true"})
            .err.starts_with("fake-ice: unknown option --fixture; did you mean --fixtures?"));
  const auto port = Run({"exec", "--allow", "443", "--", "true"});
  CHECK(port.exit_code == 2);
  CHECK(port.err.starts_with("fake-ice: --allow 443: fake-ice itself serves there"));
}

TEST_SUITE("exec" * doctest::skip(!test::AreNamespacesAllowed())) {
  TEST_CASE("exec ends as its command does, and says nothing itself") {
    const auto result = Exec("echo out; echo err >&2; exit 7");
    CHECK(result.exit_code == 7);
    CHECK(result.out == "out\n");
    CHECK(result.err == "err\n");
    CHECK(Exec("kill -TERM $$").exit_code == 128 + SIGTERM);
  }

  TEST_CASE("a command of exec calls the service by its real name") {
    const auto result = Exec(
        "for host in ice.cn-shanghai.aliyuncs.com yike.cn-beijing.aliyuncs.com; do"
        "  $ICE call GetYikeAIAppJob JobId=00000000000000000000000000000004 --endpoint http://$host"
        "    || exit; done");
    CHECK(result.err == "");
    CHECK(result.exit_code == 0);
    const std::string first = result.out.substr(0, result.out.find('\n'));
    const auto job = nlohmann::json::parse(first);
    CHECK(job.at("Status") == "Finished");
    // The output is where the client called, so that it gets it as it got the job.
    CHECK(job.dump().find("http://ice.cn-shanghai.aliyuncs.com/_media/") != std::string::npos);
  }

  TEST_CASE("names of exec's network are the service's, and no others") {
    const auto result = Exec(
        "for name in my-bucket.oss-cn-shanghai.aliyuncs.com sts.aliyuncs.com localhost "
        "www.example.com my.oss-nowhere.aliyuncs.com; do"
        "  getent ahostsv4 $name | sed -n \"1s/ *STREAM.*/ $name/p\"; done",
        {"--tls-name", "my.test"});
    CHECK(result.out ==
          "127.0.0.1 my-bucket.oss-cn-shanghai.aliyuncs.com\n"
          "127.0.0.1 sts.aliyuncs.com\n"
          "127.0.0.1 localhost\n");
    CHECK(Exec("getent ahostsv4 my.test", {"--tls-name", "my.test"}).exit_code == 0);
  }

  TEST_CASE("exec takes the options of serve, and variables, but no address") {
    const test::TempDirectory folder;
    const std::string fixture = folder.Write("my.json", R"({"Accounts": [{"AccountId": "7",
        "AccessKeys": [{"AccessKeyId": "id", "AccessKeySecret": "secret"}],
        "Jobs": [{"JobId": "mine", "Status": "Created"}]}]})");
    const std::string call =
        "$ICE call GetYikeAIAppJob JobId=mine --endpoint http://ice.cn-shanghai.aliyuncs.com"
        " --access-key-id id --access-key-secret secret";
    CHECK(Exec(call, {"--fixtures", fixture}).exit_code == 0);
    CHECK(Exec(call, {}, {{"FAKE_ICE_FIXTURES", fixture}, {"FAKE_ICE_LISTEN", "127.0.0.1:1"}})
              .exit_code == 0);
    const auto address = Exec("true", {"--listen", "127.0.0.1:0"});
    CHECK(address.exit_code == 2);
    CHECK(address.err ==
          "fake-ice: --listen is not for exec, which serves at the service's host names; leave it "
          "out (fake-ice exec --help lists what there is)\n");
  }

  TEST_CASE("the control API of exec is where a test kit looks for it") {
    const auto result = Exec("echo $FAKE_ICE_URL; $ICE health --endpoint $FAKE_ICE_URL >&2");
    CHECK(result.exit_code == 0);
    CHECK(result.out == "http://127.0.0.1:80\n");
  }

  TEST_CASE("a command of exec trusts the server's certificates, and its proxies are gone") {
    const auto result = Exec(
        "grep -c BEGIN $NODE_EXTRA_CA_CERTS; cmp -s $SSL_CERT_FILE $REQUESTS_CA_BUNDLE || echo no;"
        "tail -n $(wc -l <$NODE_EXTRA_CA_CERTS) $SSL_CERT_FILE | cmp - $NODE_EXTRA_CA_CERTS;"
        "echo \"proxy <$HTTPS_PROXY>\"; dirname $SSL_CERT_FILE >&2",
        {}, {{"HTTPS_PROXY", "http://proxy.example:3128"}});
    CHECK(result.out == "1\nproxy <>\n");
    const std::string folder = result.err.substr(0, result.err.find('\n'));
    CHECK(folder.starts_with('/'));
    CHECK_FALSE(std::filesystem::exists(folder));
  }

  TEST_CASE("a port of this machine is in reach of exec's command only when it is allowed") {
    const test::TempDirectory folder;
    test::RunningServer outside;
    const std::string ask = "$ICE health --endpoint " + outside.Endpoint();
    CHECK(Exec(ask).exit_code == 1);
    const std::string port = std::to_string(outside.Port());
    CHECK(Exec(ask, {"--allow", port}).exit_code == 0);
    CHECK(Exec(ask, {"--allow", port + ',' + port}).exit_code == 0);
  }

  TEST_CASE("what exec cannot do is said in one line, with env's exit status") {
    const auto missing = Run({"exec", "--", "no-such-command"});
    CHECK(missing.exit_code == 127);
    CHECK(missing.err == "fake-ice: exec: no-such-command: No such file or directory\n");
    const auto none = Run({"exec", "--", "/dev/null"});
    CHECK(none.exit_code == 126);
    CHECK(none.err == "fake-ice: exec: /dev/null: Permission denied\n");
    const auto folder = Run({"exec", "--", "true"}, {{"TMPDIR", "/no/such"}});
    CHECK(folder.exit_code == 125);
    CHECK(folder.err ==
          "fake-ice: exec: cannot make a directory in /no/such: No such file or directory; TMPDIR "
          "names one for temporary files\n");
    const auto fixture = Exec("echo ran", {"--fixtures", "/no/such.json"});
    CHECK(fixture.exit_code == 125);
    CHECK(fixture.out == "");
    CHECK(fixture.err.starts_with("fake-ice: exec: /no/such.json"));
  }

  TEST_CASE("a signal for exec ends its command, and nothing is left behind") {
    // No trap: a shell's read misses a signal that comes just before it waits.
    Program program({"exec", "--", "sh", "-c", "echo $SSL_CERT_FILE; exec tail -f /dev/null"});
    const std::string bundle = program.ReadFirstLine();
    CHECK(std::filesystem::exists(bundle));
    program.Signal(SIGTERM);
    CHECK(program.Finish().exit_code == 128 + SIGTERM);
    CHECK_FALSE(std::filesystem::exists(std::filesystem::path(bundle).parent_path()));
  }
}

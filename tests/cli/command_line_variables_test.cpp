#include <doctest/doctest.h>

#include <chrono>

#include "cli/command_line.h"
#include "cli/command_lines.h"

using namespace fake_ice;
using namespace std::chrono_literals;
using cli::CallConfig;
using cli::CheckConfig;
using cli::HealthConfig;
using cli::ServeConfig;
using test::ParseAs;
using test::Variables;

TEST_CASE("every flag of serve is also a variable") {
  const auto config = ParseAs<ServeConfig>({}, {{"FAKE_ICE_LISTEN", "[::1]:7"},
                                                {"FAKE_ICE_FIXTURES", "a b.json"},
                                                {"FAKE_ICE_STORE", "s.db"},
                                                {"FAKE_ICE_AUTH", "off"},
                                                {"FAKE_ICE_LOG_LEVEL", "error"},
                                                {"FAKE_ICE_CLOCK_SKEW", "36h"}});
  CHECK(config.host == "::1");
  CHECK(config.port == 7);
  CHECK(config.fixtures == test::Arguments{"a b.json"});
  CHECK(config.store == "s.db");
  CHECK_FALSE(config.enforce_signatures);
  CHECK(config.log_level == "error");
  CHECK(config.clock_skew == 36h);
}

TEST_CASE("variables count when the word serve is there, too") {
  const auto config = ParseAs<ServeConfig>({"serve"}, {{"FAKE_ICE_STORE", "s.db"}});
  CHECK(config.store == "s.db");
}

TEST_CASE("every flag of call is also a variable") {
  const auto config = ParseAs<CallConfig>({"call", "A"}, {{"FAKE_ICE_ENDPOINT", "http://h:1"},
                                                          {"FAKE_ICE_ACCESS_KEY_ID", "i"},
                                                          {"FAKE_ICE_ACCESS_KEY_SECRET", "s"},
                                                          {"FAKE_ICE_SECURITY_TOKEN", "t"},
                                                          {"FAKE_ICE_TIMEOUT", "2s"},
                                                          {"FAKE_ICE_PRETTY", "true"},
                                                          {"FAKE_ICE_SIGNATURE", "v1"},
                                                          {"FAKE_ICE_METHOD", "GET"},
                                                          {"FAKE_ICE_FORMAT", "XML"}});
  CHECK(config.destination.endpoint == "http://h:1");
  CHECK(config.access_key_id == "i");
  CHECK(config.access_key_secret == "s");
  CHECK(config.security_token == "t");
  CHECK(config.destination.timeout == 2s);
  CHECK(config.pretty);
  CHECK(config.signature == "v1");
  CHECK(config.method == "GET");
  CHECK(config.format == "XML");
}

TEST_CASE("health finds its endpoint in the same variable as call") {
  CHECK(ParseAs<HealthConfig>({"health"}, {{"FAKE_ICE_ENDPOINT", "http://h:1"}})
            .destination.endpoint == "http://h:1");
}

TEST_CASE("health and call ask where the variable lets the server listen") {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"127.0.0.1:8080", "http://127.0.0.1:8080"},
      {"[::1]:7", "http://[::1]:7"},
      {"0.0.0.0:8080", "http://127.0.0.1:8080"},
      {"[::]:7", "http://[::1]:7"},
      {"ice.test:80", "http://ice.test:80"},
      {"nowhere", "http://127.0.0.1:20201"},
      {"", "http://127.0.0.1:20201"}};
  for (const auto& [listen, endpoint] : cases) {
    CAPTURE(listen);
    const Variables variables{{"FAKE_ICE_LISTEN", listen}};
    CHECK(ParseAs<HealthConfig>({"health"}, variables).destination.endpoint == endpoint);
    CHECK(ParseAs<CallConfig>({"call", "A"}, variables).destination.endpoint == endpoint);
  }
}

TEST_CASE("an endpoint that is named beats the address of the server") {
  const Variables listen{{"FAKE_ICE_LISTEN", "0.0.0.0:8080"}};
  CHECK(ParseAs<HealthConfig>({"health", "--endpoint", "h:1"}, listen).destination.endpoint ==
        "http://h:1");
  CHECK(ParseAs<CallConfig>({"call", "A", "--endpoint", "h:1"}, listen).destination.endpoint ==
        "http://h:1");
  const Variables both{{"FAKE_ICE_LISTEN", "0.0.0.0:8080"}, {"FAKE_ICE_ENDPOINT", "h:1"}};
  CHECK(ParseAs<HealthConfig>({"health"}, both).destination.endpoint == "http://h:1");
}

TEST_CASE("a flag beats its variable") {
  const Variables variables{{"FAKE_ICE_LISTEN", "a:1"},        {"FAKE_ICE_FIXTURES", "a"},
                            {"FAKE_ICE_STORE", "a"},           {"FAKE_ICE_AUTH", "off"},
                            {"FAKE_ICE_LOG_LEVEL", "error"},   {"FAKE_ICE_CLOCK_SKEW", "1s"},
                            {"FAKE_ICE_ENDPOINT", "http://a"}, {"FAKE_ICE_METHOD", "GET"}};
  const auto serve =
      ParseAs<ServeConfig>({"--listen", "b:2", "--fixtures", "b", "--fixtures", "c", "--store", "b",
                            "--auth", "enforce", "--log-level", "debug", "--clock-skew", "2s"},
                           variables);
  CHECK(serve.host == "b");
  CHECK(serve.fixtures == test::Arguments{"b", "c"});
  CHECK(serve.store == "b");
  CHECK(serve.enforce_signatures);
  CHECK(serve.log_level == "debug");
  CHECK(serve.clock_skew == 2s);
  const auto call =
      ParseAs<CallConfig>({"call", "A", "--endpoint", "http://b", "--method", "POST"}, variables);
  CHECK(call.destination.endpoint == "http://b");
  CHECK(call.method == "POST");
}

TEST_CASE("an empty flag beats its variable, an empty variable is none") {
  CHECK(ParseAs<ServeConfig>({"--store", ""}, {{"FAKE_ICE_STORE", "s.db"}}).store.empty());
  CHECK(ParseAs<ServeConfig>({"--store="}, {{"FAKE_ICE_STORE", "s.db"}}).store.empty());
  const auto config = ParseAs<ServeConfig>({}, {{"FAKE_ICE_LISTEN", ""},
                                                {"FAKE_ICE_FIXTURES", ""},
                                                {"FAKE_ICE_STORE", ""},
                                                {"FAKE_ICE_MAX_STORE_SIZE", ""},
                                                {"FAKE_ICE_AUTH", ""},
                                                {"FAKE_ICE_LOG_LEVEL", ""},
                                                {"FAKE_ICE_CLOCK_SKEW", ""}});
  CHECK(config.port == 20201);
  CHECK(config.fixtures.empty());
  CHECK(config.enforce_signatures);
  CHECK(config.log_level == "info");
  CHECK(config.clock_skew == 15min);
}

// Images and CI use FAKE_ICE_VERSION for the version of the program.
TEST_CASE("the variable FAKE_ICE_VERSION is not the API version of call") {
  const auto config = ParseAs<CallConfig>({"call", "A"}, {{"FAKE_ICE_VERSION", "0.1.0"}});
  CHECK(config.version == "2020-11-09");
}

TEST_CASE("a list in a variable is separated by commas") {
  const auto config = ParseAs<ServeConfig>({}, {{"FAKE_ICE_FIXTURES", "b.json,a b.json,,b.json,"},
                                                {"FAKE_ICE_CONTROL_HOST", "one,two"}});
  CHECK(config.fixtures == test::Arguments{"b.json", "a b.json", "b.json"});
  CHECK(config.control_hosts == test::Arguments{"one", "two"});
  CHECK(ParseAs<ServeConfig>({}, {{"FAKE_ICE_FIXTURES", ","}}).fixtures.empty());
}

TEST_CASE("a bad variable is a mistake that names the variable") {
  const std::vector<std::pair<Variables, std::string>> cases{
      {{{"FAKE_ICE_LISTEN", "nowhere"}}, "FAKE_ICE_LISTEN=nowhere: expected HOST:PORT"},
      {{{"FAKE_ICE_AUTH", "maybe"}}, "FAKE_ICE_AUTH=maybe: expected enforce or off"},
      {{{"FAKE_ICE_LOG_LEVEL", "loud"}}, "FAKE_ICE_LOG_LEVEL=loud: expected trace, debug, "},
      {{{"FAKE_ICE_STRICT_APPS", "maybe"}}, "FAKE_ICE_STRICT_APPS=maybe: expected true or false"},
      {{{"FAKE_ICE_CONTROL_HOST", "a,b:1"}}, "FAKE_ICE_CONTROL_HOST=b:1: expected a name"},
      {{{"FAKE_ICE_CLOCK_SKEW", "soon"}}, "FAKE_ICE_CLOCK_SKEW=soon: expected a duration"}};
  for (const auto& [variables, beginning] : cases) {
    CAPTURE(beginning);
    const auto exit = test::ParseExit({}, variables);
    CAPTURE(exit.text);
    CHECK(exit.code == 2);
    CHECK(exit.text.starts_with("fake-ice: " + beginning));
  }
}

TEST_CASE("what a variable gave is known by its name where it may turn out wrong later") {
  const auto given = ParseAs<ServeConfig>({}, {{"FAKE_ICE_LISTEN", "127.0.0.1:1"},
                                               {"FAKE_ICE_FIXTURES", "a.json"},
                                               {"FAKE_ICE_STORE", "s.db"}});
  CHECK(given.listen_variable == "FAKE_ICE_LISTEN");
  CHECK(given.fixtures_variable == "FAKE_ICE_FIXTURES");
  CHECK(given.store_variable == "FAKE_ICE_STORE");
  const auto beaten = ParseAs<ServeConfig>({"--store", "t.db"}, {{"FAKE_ICE_STORE", "s.db"}});
  CHECK(beaten.store_variable.empty());
  CHECK(ParseAs<HealthConfig>({"health"}, {{"FAKE_ICE_ENDPOINT", "a:1"}}).destination.variable ==
        "FAKE_ICE_ENDPOINT");
  CHECK(ParseAs<CallConfig>({"call", "A"}, {{"FAKE_ICE_LISTEN", "a:1"}}).destination.variable ==
        "FAKE_ICE_LISTEN");
}

TEST_CASE("a variable that is none of fake-ice's is told, with the one that was meant") {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"FAKE_ICE_FIXTURE", "; did you mean FAKE_ICE_FIXTURES?"},
      {"FAKE_ICE_LOGLEVEL", "; did you mean FAKE_ICE_LOG_LEVEL?"},
      {"FAKE_ICE_listen", "; did you mean FAKE_ICE_LISTEN?"},
      {"FAKE_ICE_PORT", "; did you mean FAKE_ICE_LISTEN?"},
      {"FAKE_ICE_SECRET", "; did you mean FAKE_ICE_ACCESS_KEY_SECRET?"},
      {"FAKE_ICE_COLOUR_OF_LOGS", ""}};
  for (const auto& [name, meant] : cases) {
    const test::Environment environment({{name, "1"}});
    CHECK(cli::UnknownVariables() ==
          std::vector<std::string>{"the variable " + name +
                                   " is none of fake-ice's and is ignored" + meant});
  }
}

TEST_CASE("variables that others set or read are not called unknown") {
  const test::Environment environment({{"FAKE_ICE_VERSION", "1"},
                                       {"FAKE_ICE_URL", "http://127.0.0.1:1"},
                                       {"FAKE_ICE_BINARY", "fake-ice"},
                                       {"FAKE_ICE_SERVICE_HOST", "10.0.0.1"},
                                       {"FAKE_ICE_SERVICE_PORT", "20201"},
                                       {"FAKE_ICE_PORT", "tcp://10.0.0.1:20201"},
                                       {"FAKE_ICE_PORT_20201_TCP_ADDR", "10.0.0.1"},
                                       {"FAKE_ICE_STORE", "s.db"},
                                       {"FAKE_ICE_ENDPOINT", "a:1"}});
  CHECK(cli::UnknownVariables().empty());
}

TEST_CASE("variables of one command do not disturb another") {
  CHECK(ParseAs<CheckConfig>({"check", "a"}, {{"FAKE_ICE_LISTEN", "nowhere"}}).paths.size() == 1);
  CHECK(test::ParseExit({"--version"}, {{"FAKE_ICE_VERSION", "x"}}).text.find(FAKE_ICE_VERSION) !=
        std::string::npos);
}

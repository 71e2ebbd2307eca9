#include "cli/command_line.h"

#include <doctest/doctest.h>

#include <chrono>
#include <functional>

#include "cli/command_lines.h"

using namespace fake_ice;
using namespace std::chrono_literals;
using cli::CallConfig;
using cli::CheckConfig;
using cli::HealthConfig;
using cli::ServeConfig;
using test::Arguments;
using test::ParseAs;

namespace {

template <typename Config>
struct Case {
  Arguments arguments;
  std::function<bool(const Config&)> holds;
};

template <typename Config>
void CheckCases(const std::vector<Case<Config>>& cases) {
  for (const Case<Config>& one : cases) {
    CAPTURE(test::Join(one.arguments));
    CHECK(one.holds(ParseAs<Config>(one.arguments)));
  }
}

std::string Show(const base::Parameters& parameters) {
  std::string text;
  for (const auto& parameter : parameters) text += parameter.name + '=' + parameter.value + '|';
  return text;
}

}  // namespace

TEST_CASE("without arguments the server runs with its documented defaults") {
  for (const Arguments& arguments : {Arguments{}, Arguments{"serve"}}) {
    const auto config = ParseAs<ServeConfig>(arguments);
    CHECK(config.host == "127.0.0.1");
    CHECK(config.port == 20201);
    CHECK(config.fixtures.empty());
    CHECK(config.store.empty());
    CHECK(config.enforce_signatures);
    CHECK(config.log_level == "info");
    CHECK(config.clock_skew == 15min);
    CHECK(config.max_store_bytes == 4ULL << 30U);
  }
}

TEST_CASE("every flag of serve is read") {
  CheckCases<ServeConfig>({
      {{"--listen", "0.0.0.0:80"}, [](auto& c) { return c.host == "0.0.0.0" && c.port == 80; }},
      {{"--listen=0.0.0.0:80"}, [](auto& c) { return c.host == "0.0.0.0" && c.port == 80; }},
      {{"--fixtures", "a"}, [](auto& c) { return c.fixtures == Arguments{"a"}; }},
      {{"--fixtures", "b", "--fixtures", "a", "--fixtures=b"},
       [](auto& c) {
         return c.fixtures == Arguments{"b", "a", "b"};
       }},
      {{"--fixtures", "[a,b]"}, [](auto& c) { return c.fixtures == Arguments{"[a,b]"}; }},
      {{"--fixtures", "a,b c"}, [](auto& c) { return c.fixtures == Arguments{"a,b c"}; }},
      {{"--store", "s.db"}, [](auto& c) { return c.store == "s.db"; }},
      {{"--store", ""}, [](auto& c) { return c.store.empty(); }},
      {{"--auth", "off"}, [](auto& c) { return !c.enforce_signatures; }},
      {{"--auth", "enforce"}, [](auto& c) { return c.enforce_signatures; }},
      {{"--log-level", "trace"}, [](auto& c) { return c.log_level == "trace"; }},
      {{"--log-level", "debug"}, [](auto& c) { return c.log_level == "debug"; }},
      {{"--log-level", "warning"}, [](auto& c) { return c.log_level == "warning"; }},
      {{"--log-level", "error"}, [](auto& c) { return c.log_level == "error"; }},
      {{"--log-level", "off"}, [](auto& c) { return c.log_level == "off"; }},
      {{"--max-store-size", "1MiB"}, [](auto& c) { return c.max_store_bytes == 1U << 20U; }},
      {{"--max-store-size", "512 mb"}, [](auto& c) { return c.max_store_bytes == 512U << 20U; }},
      {{"--max-store-size", "2000000"}, [](auto& c) { return c.max_store_bytes == 2'000'000; }},
      {{"--clock-skew", "1m30s"}, [](auto& c) { return c.clock_skew == 90s; }},
      {{"--clock-skew", "0s"}, [](auto& c) { return c.clock_skew == 0s; }},
      {{"--clock-skew", "1000000h"}, [](auto& c) { return c.clock_skew == 1'000'000h; }},
  });
}

TEST_CASE("flags may stand before and after the word serve") {
  for (const Arguments& arguments : {Arguments{"--listen", "a:1", "--store", "s", "serve"},
                                     Arguments{"--listen", "a:1", "serve", "--store", "s"},
                                     Arguments{"serve", "--listen", "a:1", "--store", "s"}}) {
    CAPTURE(test::Join(arguments));
    const auto config = ParseAs<ServeConfig>(arguments);
    CHECK(config.host == "a");
    CHECK(config.store == "s");
  }
}

TEST_CASE("the address to listen on is a host and a port") {
  struct Address {
    std::string text;
    std::string host;
    int port;
  };
  for (const Address& address :
       std::vector<Address>{{"127.0.0.1:0", "127.0.0.1", 0},
                            {"localhost:1", "localhost", 1},
                            {"[::1]:65535", "::1", 65535},
                            {"[::]:0", "::", 0},
                            {"host-1.example:080", "host-1.example", 80}}) {
    CAPTURE(address.text);
    const auto config = ParseAs<ServeConfig>({"--listen", address.text});
    CHECK(config.host == address.host);
    CHECK(config.port == address.port);
  }
}

TEST_CASE("check takes one path or several") {
  CheckCases<CheckConfig>({
      {{"check", "a"}, [](auto& c) { return c.paths == Arguments{"a"}; }},
      {{"check", "b", "a", "b"},
       [](auto& c) {
         return c.paths == Arguments{"b", "a", "b"};
       }},
      {{"check", "serve"}, [](auto& c) { return c.paths == Arguments{"serve"}; }},
      {{"check", "--", "-x.json"}, [](auto& c) { return c.paths == Arguments{"-x.json"}; }},
      {{"check", "--", "--x="}, [](auto& c) { return c.paths == Arguments{"--x="}; }},
  });
}

TEST_CASE("call needs an action only") {
  const auto config = ParseAs<CallConfig>({"call", "GetYikeAIAppJob"});
  CHECK(config.action == "GetYikeAIAppJob");
  CHECK(config.parameters.empty());
  CHECK(config.destination.endpoint == "http://127.0.0.1:20201");
  CHECK(config.access_key_id == "fake-ice-access-key-id");
  CHECK(config.access_key_secret == "fake-ice-access-key-secret");
  CHECK(config.security_token.empty());
  CHECK(config.version == "2020-11-09");
  CHECK(config.signature == "v3");
  CHECK(config.method == "POST");
  CHECK(config.format.empty());
  CHECK(config.destination.timeout == 60s);
  CHECK_FALSE(config.pretty);
}

TEST_CASE("parameters of a call end at their first equals sign") {
  CheckCases<CallConfig>({
      {{"call", "A", "K=v"}, [](auto& c) { return Show(c.parameters) == "K=v|"; }},
      {{"call", "A", "K="}, [](auto& c) { return Show(c.parameters) == "K=|"; }},
      {{"call", "A", "K=a=b=="}, [](auto& c) { return Show(c.parameters) == "K=a=b==|"; }},
      {{"call", "A", "K=="}, [](auto& c) { return Show(c.parameters) == "K==|"; }},
      {{"call", "A", "K=1", "J=2", "K=3"},
       [](auto& c) { return Show(c.parameters) == "K=1|J=2|K=3|"; }},
      {{"call", "A", "K=-5"}, [](auto& c) { return Show(c.parameters) == "K=-5|"; }},
      {{"call", "A", "K=--x"}, [](auto& c) { return Show(c.parameters) == "K=--x|"; }},
      {{"call", "A", R"(AppParams={"a": [1, "x"]})"},
       [](auto& c) { return Show(c.parameters) == R"(AppParams={"a": [1, "x"]}|)"; }},
      {{"call", "A", "JobIds=[a,b]"},
       [](auto& c) { return Show(c.parameters) == "JobIds=[a,b]|"; }},
      {{"call", "A", "K=a b\nc 中"}, [](auto& c) { return Show(c.parameters) == "K=a b\nc 中|"; }},
      {{"call", "A", "--method", "GET", "K=v"},
       [](auto& c) { return Show(c.parameters) == "K=v|" && c.method == "GET"; }},
      {{"call", "--method", "GET", "A", "K=v"},
       [](auto& c) { return c.action == "A" && Show(c.parameters) == "K=v|"; }},
      {{"call", "health"}, [](auto& c) { return c.action == "health"; }},
  });
}

// As a script has it whose variable is empty: --store="$STORE".
TEST_CASE("an empty value after an equals sign does not take the next argument") {
  CheckCases<ServeConfig>({
      {{"--store="}, [](auto& c) { return c.store.empty(); }},
      {{"--store=", "serve"}, [](auto& c) { return c.store.empty(); }},
      {{"--store=", "--listen", "a:1"}, [](auto& c) { return c.store.empty() && c.host == "a"; }},
  });
  CheckCases<CallConfig>({
      {{"call", "A", "--security-token=", "K=v"},
       [](auto& c) { return c.security_token.empty() && Show(c.parameters) == "K=v|"; }},
      {{"call", "A", "K=v", "--security-token="},
       [](auto& c) { return c.security_token.empty() && Show(c.parameters) == "K=v|"; }},
  });
}

TEST_CASE("every flag of call is read") {
  CheckCases<CallConfig>({
      {{"call", "A", "--endpoint", "https://h:1"},
       [](auto& c) { return c.destination.endpoint == "https://h:1"; }},
      {{"call", "A", "--access-key-id", "i"}, [](auto& c) { return c.access_key_id == "i"; }},
      {{"call", "A", "--access-key-secret", "s"},
       [](auto& c) { return c.access_key_secret == "s"; }},
      {{"call", "A", "--access-key-secret=-s"},
       [](auto& c) { return c.access_key_secret == "-s"; }},
      {{"call", "A", "--security-token", "t"}, [](auto& c) { return c.security_token == "t"; }},
      {{"call", "A", "--version", "2026-03-19"}, [](auto& c) { return c.version == "2026-03-19"; }},
      {{"call", "A", "--signature", "v1"}, [](auto& c) { return c.signature == "v1"; }},
      {{"call", "A", "--signature", "v3"}, [](auto& c) { return c.signature == "v3"; }},
      {{"call", "A", "--method", "GET"}, [](auto& c) { return c.method == "GET"; }},
      {{"call", "A", "--format", "XML"}, [](auto& c) { return c.format == "XML"; }},
      {{"call", "A", "--format", "JSON"}, [](auto& c) { return c.format == "JSON"; }},
      {{"call", "A", "--timeout", "1500ms"},
       [](auto& c) { return c.destination.timeout == 1500ms; }},
      {{"call", "A", "--timeout="}, [](auto& c) { return c.destination.timeout == 60s; }},
      {{"call", "A", "--pretty"}, [](auto& c) { return c.pretty; }},
  });
}

TEST_CASE("a word that an option takes may be written in any case") {
  CheckCases<CallConfig>({
      {{"call", "A", "--format", "json"}, [](auto& c) { return c.format == "JSON"; }},
      {{"call", "A", "--format", "Xml"}, [](auto& c) { return c.format == "XML"; }},
      {{"call", "A", "--signature", "V1"}, [](auto& c) { return c.signature == "v1"; }},
      {{"call", "A", "--method", "get"}, [](auto& c) { return c.method == "GET"; }},
  });
  CHECK_FALSE(ParseAs<ServeConfig>({"--auth", "OFF"}).enforce_signatures);
  CHECK(ParseAs<ServeConfig>({"--log-level", "Debug"}).log_level == "debug");
}

TEST_CASE("health waits five seconds unless told otherwise") {
  CHECK(ParseAs<HealthConfig>({"health"}).destination.timeout == 5s);
  CHECK(ParseAs<HealthConfig>({"health", "--timeout", "1m"}).destination.timeout == 1min);
}

TEST_CASE("health asks the default endpoint unless told another") {
  CHECK(ParseAs<HealthConfig>({"health"}).destination.endpoint == "http://127.0.0.1:20201");
  CHECK(ParseAs<HealthConfig>({"health", "--endpoint", "http://h:1"}).destination.endpoint ==
        "http://h:1");
}

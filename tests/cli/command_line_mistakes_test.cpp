#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "cli/command_line.h"
#include "cli/command_lines.h"
#include "support/text.h"

using namespace fake_ice;
using test::Arguments;
using test::Contains;
using test::ParseExit;

namespace {

/// Arguments and what the message about them must mention.
struct Mistake {
  Arguments arguments;
  std::vector<std::string> mentions;
};

}  // namespace

TEST_CASE("a mistake ends with code 2 and one line that names it") {
  const std::vector<Mistake> mistakes{
      {{"--bogus"}, {"--bogus", "(fake-ice serve --help lists what there is)"}},
      {{"--bogus="}, {"--bogus"}},
      {{"bogus"}, {"bogus", "(fake-ice --help lists what there is)"}},
      {{"-x"}, {"-x"}},
      {{"serve", "extra"}, {"extra"}},
      {{"serve", "check"}, {"check"}},
      {{"--listen"}, {"--listen"}},
      {{"--listen", "a:1", "--listen", "b:2"}, {"--listen"}},
      {{"--auth", "maybe"}, {"--auth", "maybe", "enforce", "off", "(fake-ice serve --help"}},
      {{"--strict-apps=maybe"}, {"--strict-apps maybe: expected true or false"}},
      {{"--log-level", "loud"}, {"--log-level", "loud", "warning"}},
      {{"check"}, {"PATH"}},
      {{"check", "--bogus", "a"}, {"--bogus"}},
      {{"call"}, {"ACTION"}},
      {{"call", "A", "JobId"}, {"JobId", "Key=Value"}},
      {{"call", "A", "=v"}, {"=v", "Key=Value"}},
      {{"call", "A", ""}, {"Key=Value"}},
      {{"call", "A", "--signature", "v2"}, {"--signature", "v2", "v1", "v3"}},
      {{"call", "A", "--method", "PUT"}, {"--method", "PUT", "GET", "POST"}},
      {{"call", "A", "--format", "YAML"}, {"--format", "YAML", "JSON", "XML"}},
      {{"call", "A", "--listen", "a:1"}, {"--listen"}},
      {{"health", "extra"}, {"extra"}},
      {{"health", "--endpoint"}, {"--endpoint"}},
      {{"call", "A", "--timeout", "soon"}, {"--timeout soon: expected a duration"}},
      {{"--tls-listen", "nowhere"}, {"--tls-listen", "nowhere", "HOST:PORT"}},
      {{"--tls-dir", "d"}, {"--tls-dir needs --tls-listen"}},
      {{"--tls-name", "n"}, {"--tls-name needs --tls-listen"}},
      {{"--tls-bad", "name"}, {"--tls-bad needs --tls-listen"}},
      {{"--write-env", "f"}, {"--write-env needs --tls-listen"}},
      {{"--tls-cert", "c", "--tls-key", "k"}, {"--tls-cert needs --tls-listen"}},
      {{"--tls-listen", "h:1", "--tls-cert", "c"}, {"--tls-cert and --tls-key go together"}},
      {{"--tls-listen", "h:1", "--tls-key", "k"}, {"--tls-cert and --tls-key go together"}},
      {{"--tls-listen", "h:1", "--tls-cert", "c", "--tls-key", "k", "--tls-dir", "d"},
       {"--tls-dir is for a certificate made here"}},
      {{"--watch"}, {"--watch needs files to look at", "--fixtures PATH"}},
      {{"--tls-listen", "h:1", "--tls-name", "a/b"}, {"--tls-name", "a/b", "expected a name"}},
      {{"--tls-listen", "h:1", "--tls-name", "a:1"}, {"--tls-name", "a:1", "expected a name"}},
      {{"--tls-listen", "h:1", "--tls-bad", "worse"}, {"--tls-bad", "worse", "expired or name"}},
  };
  for (const Mistake& mistake : mistakes) {
    CAPTURE(test::Join(mistake.arguments));
    const cli::Exit exit = ParseExit(mistake.arguments);
    CAPTURE(exit.text);
    CHECK(exit.code == 2);
    CHECK(exit.text.starts_with("fake-ice: "));
    CHECK(std::count(exit.text.begin(), exit.text.end(), '\n') == 1);
    CHECK(exit.text.ends_with('\n'));
    for (const std::string& mention : mistake.mentions) {
      CAPTURE(mention);
      CHECK(Contains(exit.text, mention));
    }
  }
}

TEST_CASE("a slip in a command or an option is answered with what was meant") {
  const std::vector<std::pair<Arguments, std::string>> cases{
      {{"serv"}, "unknown command serv; did you mean serve?"},
      {{"chek", "a.json"}, "unknown command chek; did you mean check?"},
      {{"start"}, "unknown command start; did you mean serve?"},
      {{"validate", "a.json"}, "unknown command validate; did you mean check?"},
      {{"help", "cal"}, "unknown command cal; did you mean call?"},
      {{"a.json"}, "unknown command a.json; did you mean --fixtures a.json?"},
      {{"GetYikeAIAppJob", "JobId=1"},
       "unknown command GetYikeAIAppJob; did you mean call GetYikeAIAppJob?"},
      {{"--fixture", "a.json"}, "unknown option --fixture; did you mean --fixtures?"},
      {{"--fixture=a.json"}, "unknown option --fixture; did you mean --fixtures?"},
      {{"serve", "--Store", "a"}, "unknown option --Store; did you mean --store?"},
      {{"--port", "80"}, "unknown option --port; did you mean --listen HOST:PORT?"},
      {{"exec", "--port=80", "--", "true"},
       "unknown option --port; exec takes no address: it serves at the service's host names"},
      {{"--verbose"}, "unknown option --verbose; did you mean --log-level debug?"},
      {{"call", "A", "--formt", "XML"}, "unknown option --formt; did you mean --format?"},
      {{"call", "A", "--secret", "s"},
       "unknown option --secret; did you mean --access-key-secret?"},
      {{"call", "A", "--listen", "a:1"}, "--listen is an option of serve, not of call"},
      {{"--pretty"}, "--pretty is an option of call, not of serve"},
      {{"--colour-of-the-logs"}, "unknown option --colour-of-the-logs"}};
  for (const auto& [arguments, message] : cases) {
    CAPTURE(test::Join(arguments));
    const cli::Exit exit = ParseExit(arguments);
    CHECK(exit.code == 2);
    CHECK_MESSAGE(exit.text.starts_with("fake-ice: " + message + " (fake-ice "), exit.text);
  }
}

TEST_CASE("arguments that are too much are named in the order in which they were typed") {
  CHECK(ParseExit({"serve", "a", "b", "c"})
            .text.starts_with("fake-ice: unexpected arguments: a b c ("));
  CHECK(ParseExit({"health", "x"}).text.starts_with("fake-ice: unexpected argument: x ("));
}

TEST_CASE("an option without its value, or given twice, is told so") {
  CHECK(ParseExit({"--listen"}).text.starts_with("fake-ice: --listen needs a value ("));
  CHECK(ParseExit({"--listen", "a:1", "--listen", "b:2"})
            .text.starts_with("fake-ice: --listen may be given once only ("));
}

TEST_CASE("an address that is not HOST:PORT is refused with an example of one that is") {
  for (const std::string address :
       {"20201", ":20201", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:-1", "127.0.0.1:+1",
        "127.0.0.1:65536", "127.0.0.1:99999999999999999999", "127.0.0.1:1x", "127.0.0.1:1 ",
        "127.0.0.1: 1", "::1:20201", "[::1]", "[]:1", "[::1]20201", "http://127.0.0.1:20201",
        "a:b:1"}) {
    CAPTURE(address);
    const cli::Exit exit = ParseExit({"--listen", address});
    CHECK(exit.code == 2);
    CHECK(Contains(exit.text, "--listen " + address + ": expected HOST:PORT"));
    CHECK(Contains(exit.text, "127.0.0.1:20201"));
  }
}

TEST_CASE("a duration that is none is refused with an example of one that is") {
  for (const std::string duration : {"15", "-15m", "1.5h", "30s1m", "forever", "1d", "9999999h"}) {
    CAPTURE(duration);
    const cli::Exit exit = ParseExit({"--clock-skew", duration});
    CHECK(exit.code == 2);
    CHECK(Contains(exit.text, "--clock-skew " + duration + ": expected a duration"));
    CHECK(Contains(exit.text, "15m"));
  }
}

TEST_CASE("a line break in an argument does not break the message") {
  for (const Arguments& arguments : {Arguments{"--listen", "a\nb"}, Arguments{"bo\ngus"},
                                     Arguments{"call", "A", "a\nb"}, Arguments{"--auth", "a\nb"}}) {
    const cli::Exit exit = ParseExit(arguments);
    CAPTURE(exit.text);
    CHECK(std::count(exit.text.begin(), exit.text.end(), '\n') == 1);
  }
}

TEST_CASE("a size is told what it may be") {
  for (const std::string size : {"1", "1023KiB", "0GiB", "-1", "-5GiB", "1.5GiB", "big", "4 apples",
                                 "99999999999999999999", "99999999999999TiB", "GiB"}) {
    const cli::Exit exit = ParseExit({"--max-store-size=" + size});
    CHECK(exit.code == 2);
    CHECK(Contains(exit.text, "--max-store-size " + size + ": expected a size of 1MiB or more"));
  }
}

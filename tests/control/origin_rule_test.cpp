#include "control/origin_rule.h"

#include <doctest/doctest.h>

#include "base/text.h"

using namespace fake_ice;
using base::HttpHeaders;
using control::OriginRule;

namespace {

const OriginRule& Rule() {
  static const OriginRule rule("0.0.0.0",
                               {"Fake-Ice", "emulator.test.", "192.168.7.1", "FE80:0::1"});
  return rule;
}

bool IsAllowed(const HttpHeaders& headers) {
  return !Rule().Refuse(headers).has_value();
}

bool IsAllowedHost(std::string_view host) {
  return IsAllowed({{"Host", std::string(host)}});
}

bool IsAllowedOrigin(std::string_view host, std::string_view origin) {
  return IsAllowed({{"Host", std::string(host)}, {"Origin", std::string(origin)}});
}

std::string Refusal(const HttpHeaders& headers) {
  return Rule().Refuse(headers).value_or("allowed");
}

}  // namespace

TEST_CASE("hosts that no foreign page can have are allowed") {
  using namespace std::string_view_literals;
  for (const std::string_view host :
       {"localhost"sv, "localhost:20201"sv, "LocalHost:1"sv, "localhost."sv, "localhost.:80"sv,
        "alice.localhost"sv, "a.b.localhost:20201"sv, "127.0.0.1"sv, "127.0.0.1:65535"sv,
        "127.255.255.254"sv, "[::1]"sv, "[::1]:20201"sv, "[0:0:0:0:0:0:0:1]:80"sv, "[0000::0001]"sv,
        "::1"sv,
        // addresses: DNS rebinding needs a name
        "126.0.0.1"sv, "172.17.0.1:49153"sv, "10.0.0.1"sv, "[::]"sv, "[::2]:80"sv, "[fe80::2]"sv,
        "[::ffff:10.0.0.1]"sv, "::"sv,
        // bound and given by --control-host
        "0.0.0.0:20201"sv, "fake-ice:20201"sv, "FAKE-ICE"sv, "fake-ice."sv, "emulator.test"sv,
        "192.168.7.1:8080"sv, "[fe80::1]:8080"sv, "[FE80:0:0::1]"sv}) {
    CAPTURE(host);
    CHECK(IsAllowedHost(host));
  }
}

TEST_CASE("hosts that a foreign page could name are refused") {
  using namespace std::string_view_literals;
  for (const std::string_view host :
       {// DNS rebinding, with names that look like this machine
        "evil.com"sv, "evil.com:20201"sv, "127.0.0.1.evil.com"sv, "127.0.0.1.nip.io:20201"sv,
        "localhost.evil.com"sv, "evillocalhost"sv, "notlocalhost:80"sv, "localhost.localdomain"sv,
        "xfake-ice"sv, "a.fake-ice"sv, "fake-ice.evil.com"sv,
        // other ways to write numbers, which browsers never send
        "0x7f.1"sv, "127.1"sv, "2130706433"sv, "0177.0.0.1"sv, "127.0.0.01"sv, "127.0.0.256"sv,
        "127.0.0"sv, "127.0.0.1.2"sv, "::1:20201"sv}) {
    CAPTURE(host);
    CHECK_FALSE(IsAllowedHost(host));
  }
}

TEST_CASE("hosts that are none are refused") {
  using namespace std::string_view_literals;
  for (const std::string_view host : {""sv,
                                      " "sv,
                                      "."sv,
                                      ".."sv,
                                      ":"sv,
                                      ":80"sv,
                                      "localhost:"sv,
                                      "localhost:evil"sv,
                                      "localhost:80:80"sv,
                                      "localhost:-1"sv,
                                      "localhost:+80"sv,
                                      "localhost:65536"sv,
                                      "localhost:000080"sv,
                                      "localhost: 80"sv,
                                      "local host"sv,
                                      "localhost evil.com"sv,
                                      "localhost,evil.com"sv,
                                      "localhost.."sv,
                                      ".localhost"sv,
                                      "a..localhost"sv,
                                      "user@localhost"sv,
                                      "localhost@evil.com"sv,
                                      "evil.com@localhost"sv,
                                      "localhost/"sv,
                                      "localhost#"sv,
                                      "localhost?x"sv,
                                      "localhost\\"sv,
                                      "http://localhost"sv,
                                      "http://127.0.0.1:20201"sv,
                                      "local%68ost"sv,
                                      "\xE2\x93\x9Bocalhost"sv,
                                      "localhost\0"sv,
                                      "localhost\0.evil.com"sv,
                                      "[::1"sv,
                                      "::1]"sv,
                                      "[]"sv,
                                      "[::1]evil"sv,
                                      "[::1]evil:80"sv,
                                      "[::1]:"sv,
                                      "[::1].evil.com"sv,
                                      "[::1%25lo]"sv,
                                      "[::1%lo]"sv,
                                      "[::1\0]"sv,
                                      "[localhost]"sv,
                                      "[127.0.0.1]"sv,
                                      "[[::1]]"sv,
                                      "*"sv,
                                      "*.localhost"sv}) {
    CAPTURE(host);
    CHECK_FALSE(IsAllowedHost(host));
  }
}

TEST_CASE("exactly one Host is wanted, under that very name") {
  CHECK_FALSE(IsAllowed({}));
  CHECK_FALSE(IsAllowed({{"Host", "localhost"}, {"Host", "evil.com"}}));
  CHECK_FALSE(IsAllowed({{"Host", "localhost"}, {"hOST", "localhost"}}));
  CHECK(IsAllowed({{"hOST", "localhost"}}));
  CHECK_FALSE(IsAllowed({{"X-Forwarded-Host", "localhost"}}));
  CHECK_FALSE(IsAllowed({{"Host", "evil.com"},
                         {"X-Forwarded-Host", "localhost"},
                         {"Forwarded", "host=localhost"},
                         {"X-Host", "localhost"}}));
  CHECK(IsAllowed({{"Host", "localhost"}, {"X-Forwarded-Host", "evil.com"}}));
}

TEST_CASE("a server that is bound to every address allows no name for it") {
  const OriginRule any_ipv6("::", {});
  CHECK_FALSE(any_ipv6.Refuse({{"Host", "[::]:20201"}}));
  CHECK_FALSE(any_ipv6.Refuse({{"Host", "10.0.0.1:20201"}}));
  CHECK(any_ipv6.Refuse({{"Host", "evil.com"}}));
}

TEST_CASE("the authority of a target in absolute form stands for Host") {
  const auto allows = [](const char* target, const char* host) {
    return !Rule().Refuse({{"Host", host}}, target);
  };
  CHECK_FALSE(allows("http://evil.com/_fake-ice/fixtures", "localhost"));
  CHECK_FALSE(allows("http://evil.com:20201?/_fake-ice/fixtures", "localhost"));
  CHECK_FALSE(allows("http://localhost@evil.com/_fake-ice/fixtures", "localhost"));
  CHECK_FALSE(allows("http:///_fake-ice/fixtures", "localhost"));
  CHECK(allows("http://localhost:1/_fake-ice/fixtures", "evil.com"));
  CHECK(allows("/_fake-ice/fixtures?x=http://evil.com/", "localhost"));
}

TEST_CASE("the health check passes under any name, but not for a foreign page") {
  const std::string target = "/_fake-ice/health";
  CHECK_FALSE(Rule().Refuse({{"Host", "fake-ice.internal:8080"}}, target));
  CHECK_FALSE(Rule().Refuse({{"Host", "localhost"}}, "http://evil.com" + target));
  CHECK_FALSE(Rule().Refuse({{"Host", "docker"}}, target + "?x"));
  CHECK(Rule().Refuse({{"Host", "docker"}}, target + "y"));
  CHECK(Rule().Refuse({{"Host", "docker"}, {"Origin", "http://evil.com"}}, target));
  CHECK(Rule().Refuse({{"Host", "docker"}, {"Sec-Fetch-Site", "cross-site"}}, target));
}

TEST_CASE("an option that is no host allows nothing") {
  const OriginRule rule("", {"", "*", ".", "evil com", "http://evil.com", "[::"});
  for (const char* host : {"", "*", ".", "evil.com", "evil com", "http://evil.com"}) {
    CHECK(rule.Refuse({{"Host", host}}));
  }
  CHECK_FALSE(rule.Refuse({{"Host", "localhost"}}));
}

TEST_CASE("a bound address is allowed as it was given to --listen") {
  CHECK_FALSE(OriginRule("[FE80::0:1]", {}).Refuse({{"Host", "[fe80::1]:20201"}}));
  CHECK_FALSE(OriginRule("10.1.2.3", {}).Refuse({{"Host", "10.1.2.3:20201"}}));
  CHECK_FALSE(OriginRule("MyHost.Local.", {}).Refuse({{"Host", "myhost.local"}}));
}

TEST_CASE("pages that this server serves are allowed") {
  CHECK(IsAllowedOrigin("localhost:20201", "http://localhost:20201"));
  CHECK(IsAllowedOrigin("LOCALHOST:20201", "http://localhost:20201"));
  CHECK(IsAllowedOrigin("localhost:20201", "HTTP://LocalHost:20201"));
  CHECK(IsAllowedOrigin("localhost:20201", "https://localhost:20201"));
  CHECK(IsAllowedOrigin("localhost.:20201", "http://localhost.:20201"));
  CHECK(IsAllowedOrigin("localhost", "http://localhost"));
  CHECK(IsAllowedOrigin("localhost:80", "http://localhost"));
  CHECK(IsAllowedOrigin("localhost", "http://localhost:80"));
  CHECK(IsAllowedOrigin("localhost:443", "https://localhost"));
  CHECK(IsAllowedOrigin("localhost", "https://localhost"));
  CHECK(IsAllowedOrigin("[::1]:20201", "http://[::1]:20201"));
  CHECK(IsAllowedOrigin("[0:0::1]:20201", "http://[::1]:20201"));
  CHECK(IsAllowedOrigin("fake-ice:20201", "http://fake-ice:20201"));
}

TEST_CASE("pages of other origins are refused") {
  for (const char* origin : {"",
                             "null",
                             "NULL",
                             "*",
                             "localhost:20201",
                             "//localhost:20201",
                             "http://",
                             "http://evil.com",
                             "http://evil.com:20201",
                             "http://localhost",
                             "http://localhost:3000",
                             "http://localhost:20201/",
                             "http://localhost:20201/x",
                             "http://localhost:20201 evil",
                             "http://localhost:20201, http://evil.com",
                             "http://localhost:20201 http://localhost:20201",
                             "http://127.0.0.1:20201",
                             "http://alice.localhost:20201",
                             "http://localhost.evil.com:20201",
                             "http://localhost:20201@evil.com",
                             "http://evil.com@localhost:20201",
                             "http://localhost:",
                             "https://localhost",
                             "ftp://localhost:20201",
                             "file://",
                             "ws://localhost:20201",
                             "chrome-extension://abcdef",
                             "vscode-webview://localhost:20201",
                             "http:localhost:20201",
                             "http:/localhost:20201"}) {
    CAPTURE(origin);
    CHECK_FALSE(IsAllowedOrigin("localhost:20201", origin));
  }
  CHECK_FALSE(IsAllowedOrigin("localhost:80", "https://localhost"));
  CHECK_FALSE(IsAllowedOrigin("localhost:443", "http://localhost"));
}

TEST_CASE("a rebound page is refused although its origin is its own") {
  CHECK_FALSE(IsAllowedOrigin("evil.com:20201", "http://evil.com:20201"));
}

TEST_CASE("several origins are refused, even the same twice") {
  const base::HttpHeader own{"Origin", "http://localhost"};
  CHECK(IsAllowed({{"Host", "localhost"}, own}));
  CHECK_FALSE(IsAllowed({{"Host", "localhost"}, own, own}));
  CHECK_FALSE(IsAllowed({{"Host", "localhost"}, own, {"origin", "http://evil.com"}}));
}

TEST_CASE("a cross-site form post is refused by what the browser adds") {
  // A simple request: no preflight asks before it, so that the refusal itself must stop it.
  CHECK_FALSE(IsAllowed({{"Host", "localhost:20201"},
                         {"Content-Type", "text/plain"},
                         {"Origin", "http://evil.com"},
                         {"Sec-Fetch-Site", "cross-site"}}));
  CHECK_FALSE(IsAllowed({{"Host", "localhost:20201"}, {"Sec-Fetch-Site", "cross-site"}}));
}

TEST_CASE("Sec-Fetch-Site must say that the page is ours or that there is none") {
  const auto allows = [](const char* site) {
    return IsAllowed({{"Host", "localhost"}, {"sec-fetch-site", site}});
  };
  CHECK(allows("same-origin"));
  CHECK(allows("none"));
  for (const char* site : {"cross-site", "same-site", "", "None", "same-origin, none", "x"}) {
    CAPTURE(site);
    CHECK_FALSE(allows(site));
  }
  CHECK_FALSE(IsAllowed(
      {{"Host", "localhost"}, {"Sec-Fetch-Site", "none"}, {"Sec-Fetch-Site", "cross-site"}}));
}

TEST_CASE("a refusal says what was refused and what to do") {
  CHECK(Refusal({{"Host", "Ci-Box:20201"}}) ==
        "The Host \"ci-box\" is neither an IP address, a loopback name nor the bound one, so that "
        "the request may come from a foreign web page. If the name is yours, start fake-ice with "
        "--control-host ci-box.");
  CHECK(Refusal({{"Host", "http://localhost"}}) ==
        "The Host \"http://localhost\" is not of the form NAME or NAME:PORT. Use localhost, the "
        "bound address or a name given with --control-host NAME.");
  CHECK(Refusal({}).starts_with("The request has no Host header."));
  CHECK(Refusal({{"Host", "localhost"}, {"Origin", "null"}})
            .starts_with("The Origin \"null\" is not the control API's own"));
  CHECK(Refusal({{"Host", "localhost"}, {"Sec-Fetch-Site", "same-site"}})
            .starts_with("The header Sec-Fetch-Site is \"same-site\""));
}

TEST_CASE("a refusal repeats little of what came, and only printable characters") {
  const std::string hostile = "\x1B[31m\"\r\n\\\x80";
  for (const auto& headers :
       {HttpHeaders{{"Host", hostile}}, HttpHeaders{{"Host", std::string(100'000, 'a')}},
        HttpHeaders{{"Host", std::string(100'000, '\x01')}},
        HttpHeaders{{"Host", "localhost"}, {"Origin", hostile + std::string(100'000, 'o')}},
        HttpHeaders{{"Host", "localhost"}, {"Sec-Fetch-Site", hostile}}}) {
    const std::string refusal = Refusal(headers);
    CHECK(refusal.size() < 1000);
    for (const char c : refusal) CHECK((c >= 0x20 && c < 0x7F));
  }
  CHECK(base::ContainsIgnoringCase(Refusal({{"Host", hostile}}),
                                   R"("\x1b[31m\x22\x0d\x0a\x5c\x80")"));
}

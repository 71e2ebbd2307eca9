// Each mistake that a client can make in a V3 signature, and the words that tell it.
#include "explain/v3_mistakes.h"

using namespace fake_ice;
using namespace fake_ice::test;

namespace {

V3Row SignedHost(const char* host, const char* phrase) {
  return {host, [host](V3& c) { Set(c.lines, "host", host); }, phrase};
}

V3Row SignedType(const char* type, const char* phrase) {
  return {type, [type](V3& c) { Set(c.lines, "content-type", type); }, phrase};
}

V3Row SignedDate(const char* date, const char* phrase) {
  return {date, [date](V3& c) { Set(c.lines, "x-acs-date", date); }, phrase};
}

const std::vector<V3Row> kHostRows{
    SignedHost("127.0.0.1", "without its port: sign '127.0.0.1:20201' as sent"),
    SignedHost("http://127.0.0.1:20201", "with the scheme http://"),
    SignedHost("https://127.0.0.1:20201", "with the scheme https://"),
    SignedHost("http://127.0.0.1:20201/", "as a URL with http://"),
    SignedHost("127.0.0.1:20201/", "signed with a '/' at its end"),
    SignedHost("localhost:20201", "as localhost:20201"),
    SignedHost("ice.cn-shanghai.aliyuncs.com", "as ice.cn-shanghai.aliyuncs.com"),
    SignedHost("ice.aliyuncs.com", "as ice.aliyuncs.com"),
    SignedHost("", "the Host header was signed as an empty text"),
    {"host replaced by a proxy",
     [](V3& c) {
       Set(c.headers, "x-forwarded-host", "api.example");
       Set(c.lines, "host", "api.example");
     },
     "as 'api.example', before a proxy"},
};

const std::vector<V3Row> kTypeAndDateRows{
    SignedType("application/x-www-form-urlencoded; charset=utf-8", "with '; charset=utf-8' at"),
    SignedType("application/x-www-form-urlencoded;charset=utf-8", "with ';charset=utf-8' at"),
    SignedType("", "the Content-Type header was signed as an empty text"),
    {"type completed on its way",
     [](V3& c) {
       Set(c.headers, "content-type", "application/x-www-form-urlencoded; charset=utf-8");
     },
     "without its parameter"},
    SignedDate("2026-01-15T20:00:00Z", "as local time (UTC+08:00) but sent as UTC"),
    SignedDate("2026-01-15T00:00:00Z", "as local time (UTC-12:00)"),
    SignedDate("2026-01-16T02:00:00Z", "as local time (UTC+14:00)"),
    SignedDate("2026-01-15T17:45:00Z", "as local time (UTC+05:45)"),
    SignedDate("2026-01-15T12:00:01Z", "another time, 1s later"),
    SignedDate("2026-01-15T11:59:59Z", "another time, 1s earlier"),
    SignedDate("2026-01-15T12:00:00.000Z", "with a fraction of a second"),
    SignedDate("2026-01-15T12:00:00", "without its 'Z'"),
    SignedDate("2026-01-15T12:00:00+00:00", "with the offset '+00:00'"),
    SignedDate("2026-01-15T12:00:00+0000", "with the offset '+0000'"),
    SignedDate("2026-01-15 12:00:00", "with a blank for the 'T'"),
    SignedDate("Thu, 15 Jan 2026 12:00:00 GMT", "in the RFC 1123 form"),
    SignedDate("1768478400", "as Unix time in seconds"),
    SignedDate("1768478400000", "as Unix time in milliseconds"),
};

/// SignedHeaders in the order in which the headers are sent.
std::vector<Text> Unsorted(const V3& c) {
  return {c.names.rbegin(), c.names.rend()};
}

const std::vector<V3Row> kListRows{
    {"list and lines unsorted",
     [](V3& c) {
       c.listed = c.names = Unsorted(c);
       std::reverse(c.lines.begin(), c.lines.end());
     },
     "neither SignedHeaders nor"},
    {"list unsorted", [](V3& c) { c.listed = c.names = Unsorted(c); },
     "SignedHeaders is not sorted"},
    {"lines unsorted",
     [](V3& c) {
       c.listed = Unsorted(c);
       std::reverse(c.lines.begin(), c.lines.end());
     },
     "the header lines are not sorted"},
    {"lines as sent", [](V3& c) { c.lines = Without(c.headers, "user-agent"); },
     "lines were signed in the order in which"},
    {"lines and list as sent",
     [](V3& c) {
       c.lines = Without(c.headers, "user-agent");
       c.names.clear();
       for (const auto& line : c.lines) c.names.push_back(line.first);
     },
     "and SignedHeaders were signed in the order sent"},
    {"upper case in the list", [](V3& c) { c.listed[1] = c.names[1] = "Host"; },
     "upper-case letters"},
    {"upper case in list and line",
     [](V3& c) { c.listed[1] = c.names[1] = c.lines[1].first = "Host"; }, "upper-case letters"},
    {"upper case in the line",
     [](V3& c) {
       for (auto& header : c.headers)
         if (header.first == "host") header.first = "Host";
       c.lines[1].first = "Host";
     },
     "upper-case letters"},
    {"listed, no line", [](V3& c) { c.DropLine("x-acs-action"); },
     "'x-acs-action' is in SignedHeaders, but its line"},
    {"listed, not signed",
     [](V3& c) {
       c.DropLine("x-acs-action");
       c.DropName("x-acs-action");
     },
     "'x-acs-action' is in SignedHeaders of Authorization"},
    {"not in the signed list", [](V3& c) { c.DropName("x-acs-action"); },
     "'x-acs-action' is missing from SignedHeaders"},
    {"line, not listed",
     [](V3& c) {
       c.DropName("x-acs-version");
       c.listed = c.names;
     },
     "'x-acs-version' was signed as a line"},
    {"signed, not in Authorization", [](V3& c) { c.listed.pop_back(); },
     "'x-acs-version' was signed, but left out of SignedHeaders in Auth"},
};

const std::vector<V3Row> kPairRows{
    {"port and &",
     [](V3& c) {
       Set(c.lines, "host", "127.0.0.1");
       c.key += '&';
     },
     "two mistakes: the secret was used with '&' at its end: only signature V1 appends that; and "
     "the Host header was signed without its port"},
    {"port and wire order",
     [](V3& c) {
       Set(c.lines, "host", "127.0.0.1");
       c.order = [](Pairs p) { return p; };
     },
     "as sent; and parameters were signed in the order in which they are sent"},
};

/// A mistake that nobody knows.
void SignSomethingElse(V3& c) {
  c.edit_canonical = [](const Text& text) { return text + "!"; };
}

}  // namespace

TEST_CASE("V3: a right signature is accepted, whoever computes it") {
  CHECK(IsAccepted(RightV3().Request()));
  CHECK(IsAccepted(RightV3WithSm3().Request()));
  CHECK(IsAccepted(RightV3Empty().Request()));
}

TEST_CASE("V3: names that are not encoded are no mistake, as SDKs sign them so") {
  WrongV3 client = RightV3();
  Set(client.query, "Tags.#1", "a b");
  client.signed_query = client.query;
  client.encode_name = Unchanged;
  CHECK(IsAccepted(client.Request()));
}

TEST_CASE("V3: each mistake is told in its own words") {
  std::vector<V3Row> rows = kSecretAndText;
  rows.insert(rows.end(), kQueryRows.begin(), kQueryRows.end());
  rows.insert(rows.end(), kBodyAndStructure.begin(), kBodyAndStructure.end());
  CheckTable(rows, RightV3());
}

TEST_CASE("V3: mistakes that need SM3 or an empty request") {
  CheckTable<V3>({{"SHA-256 instead", [](V3& c) { c.mac = base::Hash::kSha256; },
                   "SHA256 was used in the place of SM3 in the HMAC"},
                  {"empty body", [](V3& c) { c.payload_hash = Hex(base::Digest(c.mac, "")); },
                   "hash of an empty body was signed"}},
                 RightV3WithSm3());
  CheckTable<V3>(
      {{"no line for the empty query",
        [](V3& c) { Edit(c, [](const Text& text) { return Replaced(text, "/\n\n", "/\n"); }); },
        "the empty line of an empty query"},
       {"POST", [](V3& c) { c.signed_method = "POST"; }, "method was signed as POST"}},
      RightV3Empty());
}

TEST_CASE("V3: mistakes in header lines, SignedHeaders and dates") {
  std::vector<V3Row> rows = kHostRows;
  rows.insert(rows.end(), kTypeAndDateRows.begin(), kTypeAndDateRows.end());
  rows.insert(rows.end(), kListRows.begin(), kListRows.end());
  CheckTable(rows, RightV3());
  CheckTable(kPairRows, RightV3());
  WrongV3 without_port = RightV3();
  without_port.SetHeader("host", "api.example");
  CheckTable({SignedHost("api.example:80", "with the port 80, which was not sent"),
              SignedHost("api.example:20201", "with the port 20201, which was not sent"),
              SignedHost("http://api.example:20201",
                         "as a URL with http:// and the port 20201, which was not sent"),
              SignedHost("https://api.example:443/",
                         "as a URL with https://, the port 443, which was not sent, and a '/'")},
             without_port);
  WrongV3 with_scheme = RightV3();
  with_scheme.SetHeader("host", "http://127.0.0.1:20201");
  CheckTable({SignedHost("127.0.0.1:20201", "signed without its scheme")}, with_scheme);
}

TEST_CASE("V3: without a known mistake, what the headers tell") {
  using Change = std::function<void(V3&)>;
  const auto explain = [](const Change& change) {
    WrongV3 client = RightV3();
    SignSomethingElse(client);
    change(client);
    const auto request = client.Request();
    const Text explanation = Explanation(request, kOtherKeys);
    CheckPresentable(request, explanation);
    return explanation;
  };
  const auto says = [&](const char* phrase, const Change& change) {
    const Text explanation = explain(change);
    CAPTURE(explanation);
    CHECK(explanation.find(phrase) != Text::npos);
  };
  says("compare your canonical request, line by line", [](V3&) {});
  says("is not the hash of the body", [](V3& c) { c.SetHeader("x-acs-content-sha256", "00"); });
  says("SignedHeaders names 'x-acs-version', but no such header arrived",
       [](V3& c) { c.headers = Without(c.headers, "x-acs-version"); });
  says("the header 'x-acs-extra' was sent but SignedHeaders does not",
       [](V3& c) { Set(c.headers, "x-acs-extra", "1"); });
  says("it has 10 characters", [](V3& c) {
    c.signature_text = [](const Text& mac) { return mac.substr(0, 0) + "0123456789"; };
  });
  says("too many to look for", [](V3& c) { c.listed.resize(100000, "a"); });
}

TEST_CASE("V3: RSA signatures are not recomputed, but their headers are looked at") {
  const auto request = RightV3().Request();
  auto claim = *auth::ReadClaim(request);
  claim.algorithm = auth::Algorithm::kRsaSha256;
  const auto says = [&](const auth::SignedRequest& changed, const char* phrase) {
    const Text explanation = auth::ExplainMismatch(changed, claim, "", {});
    CAPTURE(explanation);
    CHECK(explanation.find(phrase) != Text::npos);
  };
  says(request, "an RSA signature cannot be recomputed");
  auto changed = request;
  changed.body += "x";
  says(changed, "x-acs-content-sha256 is not the hash of the body");
}

TEST_CASE("V3: nothing in a request makes an explanation unfit to be shown") {
  RandomText random;
  for (int round = 0; round < 20; ++round) {
    WrongV3 client = RightV3();
    for (int i = 0; i < 250; ++i) client.headers.emplace_back("x-" + random(5), random(20));
    client.headers.emplace_back("x-acs-" + kSecret, kSecret);
    Set(client.headers, "host", random(200) + kSecret);
    for (int i = 0; i < 20; ++i) client.query.emplace_back(random(8), random(30));
    if (round % 5 == 0) client.query.emplace_back("long", random(200'000));
    if (round % 2 == 0) client.listed.push_back(kOtherKeys[0].access_key_secret);
    if (round % 3 == 0) client.signed_query = client.query;
    if (round % 4 == 0) SignSomethingElse(client);
    const auto request = client.Request();
    CheckPresentable(request, Explanation(request, kOtherKeys));
  }
}

TEST_CASE("V3: of many keys and a large request only a part is tried") {
  std::vector<auth::OtherKey> others;
  for (int i = 0; i < 5000; ++i) {
    const Text number = std::to_string(i);
    others.push_back({Text("id-").append(number), Text("another-secret-").append(number)});
  }
  WrongV3 client = RightV3();
  client.key = "another-secret-999";
  CHECK(Explanation(client.Request(), others).find("'id-999'") != Text::npos);
  client.key = "another-secret-1000";
  CHECK(Explanation(client.Request(), others).find("compare your canonical") != Text::npos);
  client.query.emplace_back("long", Text(1'000'000, ' '));
  client.signed_query = client.query;
  CHECK(Explanation(client.Request(), others).starts_with(kWrongSecret + "none of 2 known"));
}

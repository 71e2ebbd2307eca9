// Each mistake that a client can make in a V1 signature, and the words that tell it.
#include "explain/mistake_table.h"

using namespace fake_ice;
using namespace fake_ice::test;

namespace {

using V1 = WrongV1;
using V1Row = Row<V1>;

const std::vector<V1Row> kSecretRows{
    {"no &", [](V1& c) { c.key = kSecret; }, "without '&' at its end"},
    {"newline", [](V1& c) { c.key = kSecret + "\n&"; }, "a newline at its end: trim"},
    {"CR LF", [](V1& c) { c.key = kSecret + "\r\n&"; }, "with CR LF at its end"},
    {"carriage return", [](V1& c) { c.key = kSecret + "\r&"; }, "a carriage return at its end"},
    {"blank after", [](V1& c) { c.key = kSecret + " &"; }, "with a blank at its end"},
    {"blank before", [](V1& c) { c.key = " " + kSecret + "&"; }, "with a blank at its start"},
    {"double quotes", [](V1& c) { c.key = '"' + kSecret + "\"&"; }, "with double quotes"},
    {"single quotes", [](V1& c) { c.key = '\'' + kSecret + "'&"; }, "with single quotes"},
    {"id as secret", [](V1& c) { c.key = kAccessKeyId + "&"; }, "the AccessKeyId was used"},
    {"no secret", [](V1& c) { c.key = "&"; }, "an empty secret was used"},
    {"other secret", [](V1& c) { c.key = "zK4-other-secret-1&"; }, "the one of 'LTAI-other-1'"},
    {"swapped", [](V1& c) { c.swap_key_and_message = true; }, "key and message were swapped"},
    {"hex", [](V1& c) { c.signature_text = Hex; }, "the signature is in hex"},
    {"upper hex", [](V1& c) { c.signature_text = UpperHex; }, "the signature is in upper-case hex"},
    {"base64 of hex",
     [](V1& c) { c.signature_text = [](const Text& mac) { return base::Base64Encode(Hex(mac)); }; },
     "the signature is the base64 of hex text"},
    {"encoded twice", [](V1& c) { c.send_signature = Encoding("-_.~", "%20"); },
     "Signature was percent-encoded twice"},
    {"no =",
     [](V1& c) { c.send_signature = [](const Text& text) { return Replaced(text, "=", ""); }; },
     "lacks the '='"},
    {"HMAC-SHA256", [](V1& c) { c.mac = base::Hash::kSha256; }, "HMAC-SHA256 was used"},
    {"HMAC-SHA256 in hex",
     [](V1& c) {
       c.mac = base::Hash::kSha256;
       c.signature_text = Hex;
     },
     "HMAC-SHA256 in hex was used"},
    {"HMAC-MD5", [](V1& c) { c.mac = base::Hash::kMd5; }, "HMAC-MD5 was used"},
    {"HMAC-SM3", [](V1& c) { c.mac = base::Hash::kSm3; }, "HMAC-SM3 was used"},
    {"as V3",
     [](V1& c) {
       c.mac = base::Hash::kSha256;
       c.signature_text = Hex;
       c.key = kSecret;
     },
     "under the bare secret, as of V3"},
};

void EncodeAll(V1& c, const Step& step) {
  c.encode_name = c.encode_value = step;
}

/// One encoder for parameters and for the whole query, as programs do it.
void EncodeBothLevels(V1& c, const Step& step) {
  EncodeAll(c, step);
  c.encode_query = step;
}

Text Twice(const Text& text) {
  return Encode(Encode(text));
}

const Step kJava = Encoding("-_.*", "+");

const std::vector<V1Row> kEncodingRows{
    {"plus", [](V1& c) { EncodeAll(c, Encoding("-_.~", "+")); }, "spaces were signed as '+'"},
    {"values raw", [](V1& c) { c.encode_value = Unchanged; }, "parameter values were signed unenc"},
    {"names raw", [](V1& c) { c.encode_name = Unchanged; }, "parameter names were signed unenc"},
    {"both raw", [](V1& c) { EncodeAll(c, Unchanged); }, "names and values were signed unencoded"},
    {"values twice", [](V1& c) { c.encode_value = Twice; }, "parameter values were percent-enc"},
    {"names twice", [](V1& c) { c.encode_name = Twice; }, "parameter names were percent-enc"},
    {"both twice", [](V1& c) { EncodeAll(c, Twice); }, "names and values were percent-enc"},
    {"wire order", [](V1& c) { c.order = [](Pairs p) { return p; }; }, "order in which they are"},
    {"ignoring case",
     [](V1& c) {
       c.order = [](Pairs p) {
         const Pairs all = Sorted(Without(p, "appId"));
         p.clear();
         for (const auto& pair : all) {
           p.push_back(pair);
           if (pair.first == "Action") p.emplace_back("appId", "1");
         }
         return p;
       };
     },
     "sorted ignoring case"},
    {"Java", [](V1& c) { EncodeAll(c, kJava); }, "Java's URLEncoder"},
    {"Java twice", [](V1& c) { EncodeBothLevels(c, kJava); }, "Java's URLEncoder"},
    {"JavaScript", [](V1& c) { EncodeBothLevels(c, Encoding("-_.~!'()*", "%20")); },
     "JavaScript's"},
    {"Python", [](V1& c) { EncodeBothLevels(c, Encoding("-_.~/", "%20")); },
     "'/' was left as it is"},
    {"lower hex", [](V1& c) { EncodeAll(c, Encoding("-_.~", "%20", false)); },
     "lower-case hex: write %"},
    {"lower hex twice", [](V1& c) { EncodeBothLevels(c, Encoding("-_.~", "%20", false)); },
     "lower-case hex: write %"},
    {"raw + sent", [](V1& c) { Set(c.parameters, "Title", "a+b"); },
     "a '+' in the parameter 'Title' was sent"},
    {"raw + sent twice",
     [](V1& c) {
       Set(c.parameters, "Title", "a+b");
       Set(c.parameters, "Params", "{\"k\":+[1]}");
     },
     "every '+' in parameters was sent"},
    {"empty without =",
     [](V1& c) { c.edit_query = [](const Text& q) { return Replaced(q, "Empty=", "Empty"); }; },
     "signed without their '='"},
    {"one not signed", [](V1& c) { c.parameters = Without(c.parameters, "Format"); },
     "the parameter 'Format' was sent but"},
};

const std::vector<V1Row> kStructureRows{
    {"query encoded once", [](V1& c) { c.encode_query = Unchanged; },
     "was not percent-encoded once more"},
    {"raw /", [](V1& c) { c.path = "/"; }, "'/' was not percent-encoded"},
    {"no path", [](V1& c) { c.path.clear(); }, "the path was left empty"},
    {"/ twice", [](V1& c) { c.path = "%252F"; }, "'/' was percent-encoded twice"},
    {"/ in lower case", [](V1& c) { c.path = "%2f"; }, "'/' was encoded as %2f"},
    {"GET", [](V1& c) { c.signed_method = "GET"; }, "the method was signed as GET"},
    {"post", [](V1& c) { c.signed_method = "post"; }, "the method was signed in lower case"},
    {"no method", [](V1& c) { c.signed_method.clear(); }, "the method was left empty"},
    {"query alone",
     [](V1& c) {
       c.encode_query = Unchanged;
       c.edit_string_to_sign = [](const Text& t) { return t.substr(Text("POST&%2F&").size()); };
     },
     "of the canonical query itself"},
    {"newline", [](V1& c) { c.edit_string_to_sign = [](const Text& t) { return t + "\n"; }; },
     "string to sign was signed with a newline"},
    {"no form", [](V1& c) { c.parameters = c.query; }, "form parameters were left out"},
    {"no query", [](V1& c) { c.parameters = c.form; }, "query parameters were left out"},
    {"query wins", [](V1& c) { c.form.emplace_back("Title", "other"); },
     "the query's value was signed"},
    {"both values",
     [](V1& c) {
       c.form.emplace_back("Title", "other");
       c.parameters.emplace_back("Title", "other");
     },
     "and both were signed"},
    {"empty Signature", [](V1& c) { c.parameters.emplace_back("Signature", ""); },
     "an empty Signature parameter"},
    {"signed twice", [](V1& c) { c.sign_twice = true; }, "the request was signed twice"},
};

V1Row SignedDate(const char* date, const char* phrase) {
  return {date, [date](V1& c) { Set(c.parameters, "Timestamp", date); }, phrase};
}

const std::vector<V1Row> kDateRows{
    SignedDate("2026-01-15T20:00:00Z", "as local time (UTC+08:00) but sent as UTC"),
    SignedDate("2026-01-15T08:30:00Z", "as local time (UTC-03:30)"),
    SignedDate("2026-01-15T12:00:02Z", "another time, 2s later"),
    SignedDate("2026-01-15T12:00:00.000Z", "with a fraction of a second"),
    SignedDate("2026-01-15T12:00:00", "without its 'Z'"),
    SignedDate("2026-01-15 12:00:00", "with a blank for the 'T'"),
    SignedDate("1768478400000", "as Unix time in milliseconds"),
};

const std::vector<V1Row> kPairRows{
    {"no & and hex",
     [](V1& c) {
       c.key = kSecret;
       c.signature_text = Hex;
     },
     "V1 signs under secret + '&'; and the signature is in hex"},
    {"Java, query encoded once",
     [](V1& c) {
       EncodeAll(c, Encoding("-_.~", "+"));
       c.key = kSecret;
     },
     "V1 signs under secret + '&'; and spaces were signed as '+'"},
};

/// A parameter name that needs encoding, so that names can be encoded wrongly.
V1 WithOddName() {
  V1 client = RightV1();
  client.query.emplace_back("Tags #1", "t");
  client.parameters = client.query;
  client.parameters.insert(client.parameters.end(), client.form.begin(), client.form.end());
  return client;
}

/// A right request whose signature has `wanted` in it.
V1 WithSignatureThatHas(char wanted) {
  V1 client = WithOddName();
  for (int i = 0;; ++i) {
    const Text signature = client.Request().query.back().value;
    if (signature.find(wanted) != Text::npos) return client;
    Set(client.query, "SignatureNonce", std::to_string(i));
    Set(client.parameters, "SignatureNonce", std::to_string(i));
  }
}

void SignSomethingElse(V1& c) {
  c.edit_string_to_sign = [](const Text& text) { return text + "!"; };
}

}  // namespace

TEST_CASE("V1: a right signature is accepted, whoever computes it") {
  CHECK(IsAccepted(RightV1().Request()));
  CHECK(IsAccepted(WithOddName().Request()));
  V1 get = RightV1();
  get.method = get.signed_method = "GET";
  get.form.clear();
  get.parameters = get.query;
  CHECK(IsAccepted(get.Request()));
}

TEST_CASE("V1: each mistake is told in its own words") {
  std::vector<V1Row> rows = kSecretRows;
  for (const auto& more : {kEncodingRows, kStructureRows, kDateRows}) {
    rows.insert(rows.end(), more.begin(), more.end());
  }
  CheckTable(rows, WithOddName());
  CheckTable(kPairRows, WithOddName());
}

TEST_CASE("V1: a signature that was changed on its way") {
  CheckTable<V1>(
      {{"raw +",
        [](V1& c) { c.send_signature = [](const Text& text) { return Replaced(text, "+", " "); }; },
        "so that '+' became a space"}},
      WithSignatureThatHas('+'));
  CheckTable<V1>({{"URL alphabet",
                   [](V1& c) {
                     c.send_signature = [](const Text& text) {
                       return Replaced(Replaced(text, "/", "_"), "+", "-");
                     };
                   },
                   "in base64 with '-' and '_'"}},
                 WithSignatureThatHas('/'));
}

TEST_CASE("V1: without a known mistake, what the parameters tell") {
  const auto says = [](const char* phrase, const std::function<void(V1&)>& change) {
    V1 client = RightV1();
    SignSomethingElse(client);
    change(client);
    const auto request = client.Request();
    const Text explanation = Explanation(request, kOtherKeys);
    CheckPresentable(request, explanation);
    CAPTURE(explanation);
    CHECK(explanation.find(phrase) != Text::npos);
  };
  says("compare your string to sign with the server's", [](V1&) {});
  says("it has 5 characters",
       [](V1& c) { c.send_signature = [](const Text&) { return "wrong"; }; });
  says("is not base64: percent-encode it once",
       [](V1& c) { c.send_signature = [](const Text& text) { return ' ' + text.substr(1); }; });
  says("'Title' has other values in the query and in the form",
       [](V1& c) { c.form.emplace_back("Title", "other"); });
  says("'Title' was sent more than once", [](V1& c) { c.query.emplace_back("Title", "other"); });
}

TEST_CASE("V1: nothing in a request makes an explanation unfit to be shown") {
  RandomText random;
  for (int round = 0; round < 20; ++round) {
    V1 client = RightV1();
    client.query.emplace_back(kSecret, kOtherKeys[0].access_key_secret);
    for (int i = 0; i < 250; ++i) client.query.emplace_back(random(8), random(30));
    if (round % 5 == 0) client.form.emplace_back("long", random(200'000));
    if (round % 3 == 0) client.parameters = client.query;
    if (round % 2 == 0) client.parameters = Without(client.query, kSecret);
    if (round % 4 == 0) SignSomethingElse(client);
    const auto request = client.Request();
    CheckPresentable(request, Explanation(request, kOtherKeys));
  }
}

TEST_CASE("V1: of a large request a part of the mistakes is tried, of a huge one none") {
  V1 client = RightV1();
  SignSomethingElse(client);
  client.form.emplace_back("large", Text(500'000, ' '));
  CHECK(Explanation(client.Request()).starts_with(kWrongSecret + "none of 3 known"));
  client.form.emplace_back("huge", Text(3'000'000, ' '));
  CHECK(Explanation(client.Request()).starts_with(kWrongSecret + "the request is too large"));
}

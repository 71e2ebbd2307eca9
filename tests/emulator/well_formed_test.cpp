// Whatever a client sends, strict parsers of others read the answer, and both formats say the same.
#include <doctest/doctest.h>

#include <array>
#include <random>
#include <string>
#include <string_view>

#include "base/parameters.h"
#include "base/text.h"
#include "base/xml.h"
#include "emulator/running_emulator.h"
#include "support/readers.h"

using namespace fake_ice;
using test::RawResponse;
using test::RunningEmulator;
using test::Signer;

namespace {

constexpr const char* kWellFormedFixture = R"({"Accounts": [{"AccountId": "1",
  "AccessKeys": [{"AccessKeyId": "key", "AccessKeySecret": "secret"}],
  "Jobs": [{"JobId": "job", "Status": "Finished",
            "Result": {"ImageResult": [{"UrlExpiresAfter": "1h"}]}}]}]})";

/// Texts of pieces that parsers stumble over, from one seed always the same.
class HostileTexts {
 public:
  std::string Next() {
    std::string text;
    for (std::size_t i = Number(7); i > 0; --i) text += Piece();
    return text;
  }

 private:
  std::size_t Number(std::size_t below) { return random_() % below; }

  std::string Piece() {
    static constexpr std::array<std::string_view, 22> kPieces{std::string_view("\0", 1),
                                                              "\x01",
                                                              "\x1F",
                                                              "\x7F",
                                                              "\xC2\x85",
                                                              "\t",
                                                              "\r",
                                                              "\n",
                                                              "\r\n",
                                                              "\xEF\xBF\xBE",
                                                              "\xEF\xBF\xBF",
                                                              "\xED\xA0\x80",
                                                              "\xF0\x9F\x8E\x89",
                                                              "\xF0\x9F",
                                                              "\xE2\x80\xA8",
                                                              "]]>",
                                                              "<![CDATA[",
                                                              "<a>&",
                                                              "&#1;",
                                                              "\"\\",
                                                              "%01+ ",
                                                              "x"};
    if (Number(4) > 0) return std::string(kPieces[Number(kPieces.size())]);
    return std::string(1, static_cast<char>(Number(256)));
  }

  std::mt19937 random_{20201109};
};

/// Header values cannot hold line breaks.
std::string OnOneLine(std::string text) {
  std::erase_if(text, [](char c) { return c == '\r' || c == '\n'; });
  return text;
}

/// The JSON text as XML must have it.
std::string InXml(const nlohmann::json& json, const char* name) {
  return json.contains(name) ? base::XmlText(json[name].get<std::string>()) : std::string();
}

/// Sends the request as a client that takes JSON and as one that takes XML, and compares the
/// fields; returns what the JSON says.
nlohmann::json CheckBothFormats(RunningEmulator& emulator, base::HttpRequest request,
                                std::initializer_list<const char*> fields) {
  request.headers.push_back({"Accept", "application/json"});
  const RawResponse json = emulator.Send(request);
  request.headers.Remove("Accept");
  request.headers.push_back({"Accept", "text/xml"});
  const RawResponse xml = emulator.Send(request);
  CAPTURE(json.body);
  CAPTURE(xml.body);
  const auto leaves = test::ReadXml(xml.body);
  REQUIRE(leaves);
  if (!json.Header("Content-Type").starts_with("application/json")) {
    CHECK(test::ReadXml(json.body));  // some errors are XML whatever a client takes
    return {};
  }
  REQUIRE(test::IsJson(json.body));
  CHECK(json.status == xml.status);
  const auto read = nlohmann::json::parse(json.body);
  for (const char* field : fields) {
    CAPTURE(field);
    CHECK(test::TextOf(*leaves, field) == InXml(read, field));
  }
  return read;
}

}  // namespace

TEST_CASE("a character that XML cannot hold is replaced, and a carriage return survives parsers") {
  RunningEmulator emulator(kWellFormedFixture);
  const std::string text = "a\r\nb\rc\x01\xEF\xBF\xBE\xEF\xBF\xBF";
  const std::string replaced = "a\r\nb\rc\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD";
  const RawResponse submitted =
      emulator.Send(emulator.Signed({.access_key_id = "key", .action = "SubmitYikeAIAppJob"},
                                    {{"AppId", "app"}, {"ProductionId", text}}));
  const std::string job_id = test::JsonOf(submitted).at("JobId");
  const RawResponse answer =
      emulator.Call({.access_key_id = "key", .format = "XML"}, {{"JobId", job_id}});
  const auto leaves = test::ReadXml(answer.body);
  REQUIRE(leaves);
  CHECK(test::TextOf(*leaves, "ProductionId") == replaced);
  CHECK(answer.body.find("<ProductionId>a&#13;\nb&#13;c") != std::string::npos);
}

TEST_CASE("no echoed parameter makes an answer ill-formed, nor XML say other than JSON") {
  RunningEmulator emulator(kWellFormedFixture);
  HostileTexts texts;
  const std::array<std::string, 9> names{"Action",      "Version",        "JobId",
                                         "AccessKeyId", "AppId",          "AppParams",
                                         "Timestamp",   "SignatureNonce", "Format"};
  for (int round = 0; round < 30; ++round) {
    for (const std::string& hostile : names) {
      base::HttpRequest request = emulator.Signed(
          {.access_key_id = "key", .access_key_secret = "wrong", .scheme = auth::Scheme::kV1},
          {{"JobId", "job"}});
      const std::string_view format = "Format=JSON";
      request.target.erase(request.target.find(format), format.size());
      const auto at = request.target.find('?') + 1;
      // Of a name that comes twice the first counts.
      request.target.insert(at, hostile + '=' + base::PercentEncode(texts.Next()) + '&');
      CAPTURE(request.target);
      CheckBothFormats(emulator, request, {"Code", "Message", "HostId"});
    }
  }
}

TEST_CASE("no header makes an answer ill-formed, nor XML say other than JSON") {
  RunningEmulator emulator(kWellFormedFixture);
  HostileTexts texts;
  for (int round = 0; round < 60; ++round) {
    for (const std::string name : {"Host", "x-acs-hostile", "x-acs-action", "x-acs-date"}) {
      base::HttpRequest request =
          emulator.Signed({.access_key_id = "key", .access_key_secret = "wrong", .format = ""}, {});
      const std::string hostile = OnOneLine(texts.Next());
      request.headers.Remove(name);
      request.headers.push_back({name, hostile});
      request.headers.ChangeValues([&](const base::HttpHeader& header) {
        std::string value(header.value);
        if (header.name == "Authorization" && name == "x-acs-hostile") {
          value.insert(value.find("SignedHeaders=") + 14, "x-acs-hostile;");
        }
        return value;
      });
      CAPTURE(hostile);
      CheckBothFormats(emulator, request, {"Code", "Message", "HostId"});
    }
  }
}

TEST_CASE("what a submit says comes back the same in JSON and XML") {
  RunningEmulator emulator(kWellFormedFixture);
  HostileTexts texts;
  const auto signed_call = [&](const char* action, const base::Parameters& parameters) {
    return emulator.Signed({.access_key_id = "key", .action = action, .format = ""}, parameters);
  };
  for (int round = 0; round < 60; ++round) {
    const std::string quoted = nlohmann::json(base::ToValidUtf8(texts.Next())).dump();
    const RawResponse submitted = emulator.Send(
        signed_call("SubmitYikeAIAppJob", {{"AppId", "a" + base::ToValidUtf8(texts.Next())},
                                           {"AppParams", "{\r\n\"k\":" + quoted + "}"},
                                           {"ProductionId", base::ToValidUtf8(texts.Next())}}));
    REQUIRE(test::IsJson(submitted.body));
    const auto answer = nlohmann::json::parse(submitted.body);
    REQUIRE(answer.contains("JobId"));
    // Each format has a nonce of its own, and so a signature.
    base::HttpRequest get = signed_call("GetYikeAIAppJob", {{"JobId", answer["JobId"]}});
    const RawResponse json = emulator.Send(get);
    get = signed_call("GetYikeAIAppJob", {{"JobId", answer["JobId"]}});
    get.headers.push_back({"Accept", "text/xml"});
    const RawResponse xml = emulator.Send(get);
    CAPTURE(json.body);
    CAPTURE(xml.body);
    const auto leaves = test::ReadXml(xml.body);
    REQUIRE(leaves);
    REQUIRE(test::IsJson(json.body));
    const auto read = nlohmann::json::parse(json.body);
    for (const char* field : {"AppId", "AppParams", "ProductionId", "Status"}) {
      CHECK(test::TextOf(*leaves, field) == InXml(read, field));
    }
  }
}

TEST_CASE("OSS's errors are well-formed for any path, query and host") {
  RunningEmulator emulator(kWellFormedFixture);
  HostileTexts texts;
  const std::string image = "/_media/1/job/image-1.png";
  const RawResponse date =
      emulator.Ask("GET", image + "?Expires=%01x&Signature=x&OSSAccessKeyId=x");
  const auto date_leaves = test::ReadXml(date.body);
  REQUIRE(date_leaves);
  CHECK(test::TextOf(*date_leaves, "Message").ends_with("epoch): \xEF\xBF\xBDx"));
  for (int round = 0; round < 100; ++round) {
    const std::string text = base::PercentEncode(texts.Next());
    const std::string host = OnOneLine(texts.Next());
    for (const std::string& target :
         {"/_media/" + text, "/_media/1/job/" + text,
          image + "?Expires=" + text + "&Signature=x&OSSAccessKeyId=x",
          image + "?Expires=1&Signature=" + text + "&OSSAccessKeyId=" + text}) {
      const RawResponse answer = emulator.Ask("GET", target, {.headers = {"Host: " + host}});
      CAPTURE(answer.body);
      const auto leaves = test::ReadXml(answer.body);
      REQUIRE(leaves);
      if (answer.status != 400) {
        CHECK(test::TextOf(*leaves, "HostId") == base::XmlText(base::Trim(host)));
      }
    }
  }
}

TEST_CASE("the control API answers JSON to any path, query and body") {
  RunningEmulator emulator(kWellFormedFixture);
  HostileTexts texts;
  for (int round = 0; round < 60; ++round) {
    const std::string text = base::PercentEncode(texts.Next());
    for (const std::string& target :
         {"/_fake-ice/" + text, "/_fake-ice/accounts/" + text + "/jobs",
          "/_fake-ice/accounts/1/jobs/" + text, "/_fake-ice/accounts/1/jobs?Status=" + text,
          "/_fake-ice/health?" + text + "=1", "/_fake-ice/requests?Action=" + text,
          std::string("/_fake-ice/fixtures")}) {
      CAPTURE(target);
      CHECK(test::IsJson(emulator.Ask("GET", target).body));
      CHECK(test::IsJson(emulator.Ask("POST", target, {.body = texts.Next()}).body));
      const std::string quoted = nlohmann::json(base::ToValidUtf8(texts.Next())).dump();
      const std::string body = "{" + quoted + ": " + quoted + "}";
      CHECK(test::IsJson(emulator.Ask("PUT", target, {.body = body}).body));
    }
  }
}

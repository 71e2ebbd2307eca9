// What an answer looks like, apart from the golden exchanges.
#include "gateway/envelope.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "gateway/rendering.h"

using namespace fake_ice;
using base::Value;
using gateway::Format;

namespace {

gateway::ApiRequest Request(const std::string& target, base::HttpHeaders headers) {
  return gateway::ReadApiRequest(
      {.method = "GET", .target = target, .headers = std::move(headers), .body = {}});
}

Format FormatFor(const std::string& target, base::HttpHeaders headers) {
  return gateway::ChooseFormat(Request(target, std::move(headers)));
}

const base::HttpHeader kV3{"Authorization", "ACS3-HMAC-SHA256 Credential=id"};

}  // namespace

TEST_CASE("the ETag is the one that the real gateway sent with the same body") {
  // From a response pasted in public.
  CHECK(gateway::ETag(R"({"RequestId":"7F75E7B4-4636-53B4-A8DE-5FC4A9E1F876"})") ==
        "5TMxmkRtXpXAdkf/r7rDdEA2");
}

TEST_CASE("the format is Format's, then Accept's, then the signature scheme's") {
  CHECK(FormatFor("/?Format=JSON", {{"Accept", "text/xml"}}) == Format::kJson);
  CHECK(FormatFor("/?Format=xml", {{"Accept", "application/json"}, kV3}) == Format::kXml);
  CHECK(FormatFor("/", {{"Accept", "application/json"}}) == Format::kJson);
  CHECK(FormatFor("/", {{"Accept", "application/XML"}, kV3}) == Format::kXml);
  CHECK(FormatFor("/", {{"Accept", "*/*"}}) == Format::kXml);
  CHECK(FormatFor("/", {{"Accept", "*/*"}, kV3}) == Format::kJson);
  CHECK(FormatFor("/", {}) == Format::kXml);
  CHECK(FormatFor("/?Format=", {kV3}) == Format::kJson);
  CHECK(FormatFor("/?Format=yaml", {kV3}) == Format::kJson);
}

TEST_CASE("JSON is compact, keeps the order and leaves characters outside ASCII alone") {
  const Value::Object object{{"b", {"\xE4\xB8\xAD\"\\\n"}},
                             {"a", {Value::List{{"x"}, {"y"}}}},
                             {"o", {Value::Object{{"k", {"v"}}}}}};
  CHECK(gateway::RenderJson(object) ==
        "{\"b\":\"\xE4\xB8\xAD\\\"\\\\\\n\",\"a\":[\"x\",\"y\"],\"o\":{\"k\":\"v\"}}");
}

TEST_CASE("each character of ASCII is written as another writer of JSON writes it") {
  for (int code = 0; code < 128; ++code) {
    CAPTURE(code);
    const char c = static_cast<char>(code);
    const std::string text = std::string(1, c) + "a" + c;
    CHECK(gateway::RenderJson({{"a", {text}}}) == nlohmann::json{{"a", text}}.dump());
  }
  CHECK(gateway::RenderJson({{"a", {Value::List{}}}, {"b", {Value::Object{}}}, {"c", {""}}}) ==
        R"({"a":[],"b":{},"c":""})");
}

TEST_CASE("bytes that are not UTF-8 cannot make an answer unreadable") {
  const Value::Object object{{"a", {"\xFF"}}};
  CHECK(gateway::RenderJson(object) == "{\"a\":\"\xEF\xBF\xBD\"}");
  CHECK(gateway::RenderXml("R", object) ==
        "<?xml version='1.0' encoding='UTF-8'?><R><a>\xEF\xBF\xBD</a></R>");
}

TEST_CASE("XML repeats a list's element, escapes text and replaces what it cannot hold") {
  const Value::Object object{{"L", {Value::List{{"1"}, {"2"}}}},
                             {"T", {"<a b='c'>&]]>"}},
                             {"C",
                              {"tab\tnull\x01"
                               "bell\x07"}},
                             {"D", {"]]>"}}};
  CHECK(gateway::RenderXml("R", object, "D") ==
        "<?xml version='1.0' encoding='UTF-8'?><R><L>1</L><L>2</L>"
        "<T>&lt;a b='c'&gt;&amp;]]&gt;</T><C>tab\tnull\xEF\xBF\xBD"
        "bell\xEF\xBF\xBD</C>"
        "<D><![CDATA[]]]]><![CDATA[>]]></D></R>");
}

TEST_CASE("a request's parameters come from query and form, and the form wins") {
  const auto request = gateway::ReadApiRequest(
      {.method = "POST",
       .target = "http://host/?a=query&b=%E4%B8%AD+&c",
       .headers = {{"content-type", "Application/X-WWW-Form-Urlencoded; charset=utf-8"}},
       .body = "a=form&d=1%2B1"});
  CHECK(request.parts.path == "/");
  CHECK(*request.Find("a") == "form");
  CHECK(*request.Find("b") == "\xE4\xB8\xAD ");
  CHECK(request.Find("c")->empty());
  CHECK(*request.Find("d") == "1+1");
  CHECK(request.Find("A") == nullptr);
}

TEST_CASE("a body that is no form gives no parameters") {
  const auto request = gateway::ReadApiRequest({.method = "POST",
                                                .target = "/",
                                                .headers = {{"Content-Type", "text/plain"}},
                                                .body = "a=1"});
  CHECK(request.Find("a") == nullptr);
}

TEST_CASE("V3 names its action in the header first, V1 in the parameters") {
  const base::HttpHeader header{"x-acs-action", "FromHeader"};
  CHECK(Request("/?Action=FromQuery", {header, kV3}).action == "FromHeader");
  CHECK(Request("/?Action=FromQuery", {header}).action == "FromQuery");
  CHECK(Request("/?Action=FromQuery", {kV3}).action == "FromQuery");
  CHECK(Request("/", {header}).action == "FromHeader");
}

TEST_CASE("the host is the header's, without the scheme that Python clients may send") {
  CHECK(Request("/", {{"Host", "http://127.0.0.1:8080"}}).host == "127.0.0.1:8080");
  CHECK(Request("/", {{"Host", "ice.aliyuncs.com"}}).host == "ice.aliyuncs.com");
  CHECK(Request("/", {}).host.empty());
}

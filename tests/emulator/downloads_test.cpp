// Outputs with a file of their own, and links that expire.
#include <doctest/doctest.h>

#include "base/digest.h"
#include "base/time_text.h"
#include "emulator/running_emulator.h"
#include "support/temp_directory.h"

using namespace fake_ice;
using test::JsonOf;
using test::RunningEmulator;
using Json = nlohmann::json;

namespace {

/// A fixture with the job `job`, whose first image is `output`.
std::string With(const std::string& output) {
  return R"({"Accounts": [{"AccountId": "1",
      "AccessKeys": [{"AccessKeyId": "key", "AccessKeySecret": "secret"}],
      "Jobs": [{"JobId": "job", "Status": "Finished", "Result": {"ImageResult": [)" +
         output + "]}}]}]}";
}

/// The path and query of the job's first image, as a client is told.
std::string Link(RunningEmulator& emulator) {
  const Json answer = JsonOf(emulator.Call({"key"}));
  const std::string url = answer.at("Result").at("ImageResult").at(0).at("OutputUrl");
  const std::string start = "http://" + emulator.Authority();
  REQUIRE(url.starts_with(start));
  return url.substr(start.size());
}

std::string Replaced(std::string text, const std::string& part, const std::string& by) {
  const auto place = text.find(part);
  REQUIRE(place != std::string::npos);
  return text.replace(place, part.size(), by);
}

void CheckOssError(const test::RawResponse& response, int status, const std::string& code,
                   const std::string& message) {
  CAPTURE(response.body);
  CHECK(response.status == status);
  CHECK(response.Header("Content-Type") == "application/xml");
  CHECK(response.body.find("<Code>" + code + "</Code>") != std::string::npos);
  CHECK(response.body.find("<Message>" + message + "</Message>") != std::string::npos);
}

constexpr const char* kNoRight = "You have no right to access this object because of bucket acl.";
constexpr const char* kMismatch =
    "The request signature we calculated does not match the signature you provided. Check your key "
    "and signing method.";

}  // namespace

TEST_CASE("a file of its own downloads byte for byte with the type of its name") {
  const std::string bytes("\0\1\r\n\r\nbytes\xff", 12);
  struct Row {
    std::string file;
    std::string path;
    std::string type;
  };
  for (const Row& row : std::vector<Row>{{"cat.PNG", "image-1.png", "image/png"},
                                         {"a b.jpeg", "image-1.jpeg", "image/jpeg"},
                                         {"clip.mp4", "image-1.mp4", "video/mp4"},
                                         {"noise.m4a", "image-1.m4a", "audio/mp4"},
                                         {"data", "image-1.bin", "application/octet-stream"},
                                         {"x.tar.gz", "image-1.gz", "application/octet-stream"},
                                         {"odd.p/ng", "image-1.bin", "application/octet-stream"}}) {
    CAPTURE(row.file);
    RunningEmulator emulator(With(R"({"File": ")" + row.file + R"(", "Content": ")" +
                                  base::Base64Encode(bytes) + "\"}"));
    CHECK(Link(emulator) == "/_media/1/job/" + row.path);
    const auto got = emulator.Ask("GET", Link(emulator));
    CHECK(got.status == 200);
    CHECK(got.body == bytes);
    CHECK(got.Header("Content-Type") == row.type);
    CHECK(emulator.Ask("HEAD", Link(emulator)).status == 200);
    CHECK(emulator.Ask("GET", "/_media/1/job/image-1.webp").status == 404);
  }
}

TEST_CASE("a submitted job has the file of its app, and reset and deletion leave none behind") {
  RunningEmulator emulator(R"({"Accounts": [{"AccountId": "1",
      "AccessKeys": [{"AccessKeyId": "key", "AccessKeySecret": "secret"}],
      "Apps": [{"AppId": "app", "Result": {"AudioResult": [
          {"File": "one.mp3", "Content": "AAEC"}]}}]}]})");
  const Json submitted = JsonOf(
      emulator.Call({.access_key_id = "key", .action = "SubmitYikeAIAppJob"}, {{"AppId", "app"}}));
  const std::string path = "/_media/1/" + submitted.at("JobId").get<std::string>() + "/audio-1.mp3";
  CHECK(emulator.Ask("GET", path).body == std::string("\0\1\2", 3));
  CHECK(emulator.Ask("POST", "/_fake-ice/reset?AccountId=1").status == 200);
  CHECK(emulator.Ask("GET", path).status == 404);
}

TEST_CASE("what a fixture document cannot name is refused where it stands") {
  RunningEmulator emulator(With("{}"));
  const auto refusal = [&](const std::string& output) {
    const auto answer = emulator.Ask("POST", "/_fake-ice/fixtures", {.body = With(output)});
    CHECK(answer.status == 400);
    std::string message = test::ControlMessage(answer);
    const std::string at = "/Accounts/0/Jobs/0/Result/ImageResult/0";
    REQUIRE(message.starts_with(at));
    return message.substr(at.size());
  };
  CHECK(refusal(R"({"File": "cat.png"})") ==
        "/File: \"cat.png\" stands beside no file here; give its bytes as Content, in base64");
  CHECK(refusal(R"({"File": "cat.png", "Content": "?"})") ==
        "/File: \"cat.png\" has a Content that is no base64");
  CHECK(refusal(R"({"Content": "AAEC"})") ==
        ": has Content without File, which names it, such as \"cat.png\"");
  CHECK(refusal(R"({"OutputUrl": "u", "UrlExpiresAfter": "1h"})") ==
        ": has an OutputUrl, with which File and UrlExpiresAfter are of no use; leave it out, and "
        "fake-ice makes one up");
  CHECK(refusal(R"({"UrlExpiresAfter": "0s"})") ==
        ": has an UrlExpiresAfter of nothing; the shortest is 1ms");
}

TEST_CASE("a link is good until its account's clock has passed it") {
  RunningEmulator emulator(With(R"({"UrlExpiresAfter": "1h"})"));
  const std::string link = Link(emulator);
  CHECK(link.find("?Expires=1768467600&OSSAccessKeyId=LTAI") != std::string::npos);
  const auto advance = [&](const std::string& duration) {
    emulator.Ask("POST", "/_fake-ice/accounts/1/clock",
                 {.body = R"({"Advance": ")" + duration + "\"}"});
  };
  CHECK(emulator.Ask("GET", link).status == 200);
  advance("1h");
  CHECK(emulator.Ask("GET", link).status == 200);
  advance("1ms");
  const auto expired = emulator.Ask("GET", link);
  CheckOssError(expired, 403, "AccessDenied", "Request has expired.");
  CHECK(expired.body.find("<Expires>2026-01-15T09:00:00.000Z</Expires>") != std::string::npos);
  CHECK(expired.body.find("<ServerTime>") != std::string::npos);
  // The next answer has a link that is good again, and a frozen clock gives the same twice.
  CHECK(emulator.Ask("GET", Link(emulator)).status == 200);
  emulator.Ask("POST", "/_fake-ice/accounts/1/clock", {.body = R"({"Frozen": true})"});
  CHECK(Link(emulator) == Link(emulator));
}

TEST_CASE("a link that was changed is refused as OSS would") {
  RunningEmulator emulator(With(R"({"UrlExpiresAfter": "1h"}, {"UrlExpiresAfter": "1h"})"));
  const std::string link = Link(emulator);
  const std::string path = link.substr(0, link.find('?'));
  const auto get = [&](const std::string& target) { return emulator.Ask("GET", target); };
  CheckOssError(get(path), 403, "AccessDenied", kNoRight);
  CheckOssError(get(link.substr(0, link.find("&Signature"))), 403, "AccessDenied", kNoRight);
  CheckOssError(get(Replaced(link, "Expires=1768467600", "Expires=soon")), 403, "AccessDenied",
                "Invalid date (should be seconds since epoch): soon");
  CheckOssError(get(Replaced(link, "Expires=1768467600", "Expires=99999999999999999999")), 403,
                "AccessDenied",
                "Invalid date (should be seconds since epoch): 99999999999999999999");
  CheckOssError(get(Replaced(link, "Expires=1768467600", "Expires=1768467601")), 403,
                "SignatureDoesNotMatch", kMismatch);
  CheckOssError(get(Replaced(link, "image-1", "image-2")), 403, "SignatureDoesNotMatch", kMismatch);
  CheckOssError(get(Replaced(link, "LTAI", "LTBI")), 403, "InvalidAccessKeyId",
                "The OSS Access Key Id you provided does not exist in our records.");
  // Signed for GET.
  CHECK(emulator.Ask("HEAD", link).status == 403);
}

TEST_CASE("a download is answered 304 or 412 where its preconditions say so") {
  RunningEmulator emulator(With("{}"));
  const std::string link = Link(emulator);
  const auto first = emulator.Ask("GET", link);
  REQUIRE(first.status == 200);
  const std::string etag = first.Header("ETag");
  const std::string bare = etag.substr(1, etag.size() - 2);
  const std::string same = first.Header("Last-Modified");
  const base::Moment modified = base::ParseHttpDate(same).value();
  const std::string before = base::FormatHttpDate(modified - std::chrono::seconds(1));
  const std::string after = base::FormatHttpDate(modified + std::chrono::seconds(1));
  struct Row {
    std::vector<std::string> headers;
    int status;
  };
  const Row rows[]{
      {{"If-Match: " + etag}, 200},
      {{"If-Match: \"x\", " + etag}, 200},
      {{"If-Match: " + bare}, 200},
      {{"If-Match: *"}, 200},
      {{"If-Match: \"x\""}, 412},
      {{"If-None-Match: " + etag}, 304},
      {{"If-None-Match: *"}, 304},
      {{"If-None-Match: \"x\""}, 200},
      {{"If-Modified-Since: " + before}, 200},
      {{"If-Modified-Since: " + same}, 304},
      {{"If-Modified-Since: " + after}, 304},
      {{"If-Unmodified-Since: " + before}, 412},
      {{"If-Unmodified-Since: " + same}, 200},
      {{"If-Unmodified-Since: " + after}, 200},
      // What cannot be read counts as not sent.
      {{"If-Modified-Since: yesterday", "If-Unmodified-Since: 0"}, 200},
      // A tag is asked before a time.
      {{"If-Match: " + etag, "If-Unmodified-Since: " + before}, 200},
      {{"If-None-Match: \"x\"", "If-Modified-Since: " + after}, 200},
      {{"If-Match: \"x\"", "If-None-Match: " + etag}, 412},
      {{"If-Match: " + etag, "If-Modified-Since: " + same}, 304},
      // And a precondition before a range.
      {{"If-Match: " + etag, "Range: bytes=0-1"}, 206},
      {{"If-Match: \"x\"", "Range: bytes=0-1"}, 412},
      {{"If-None-Match: " + etag, "Range: bytes=0-1"}, 304},
  };
  for (const Row& row : rows) {
    CAPTURE(row.headers);
    for (const std::string method : {"GET", "HEAD"}) {
      const bool is_part = row.status == 206 && method == "HEAD";
      const auto answer = emulator.Ask(method, link, {.headers = row.headers});
      CHECK(answer.status == (is_part ? 200 : row.status));
    }
  }
}

TEST_CASE("a 304 has no body and no length, and the next answer follows it") {
  RunningEmulator emulator(With("{}"));
  const std::string link = Link(emulator);
  const std::string etag = emulator.Ask("GET", link).Header("ETag");
  test::RawClient client(emulator.Port());
  const std::string host = " HTTP/1.1\r\nHost: x\r\n";
  client.Send("GET " + link + host + "If-None-Match: " + etag + "\r\n\r\n");
  const auto answer = client.ReadHeadOnly();
  CHECK(answer.status == 304);
  CHECK(answer.CountHeader("Content-Length") == 0);
  CHECK(answer.CountHeader("Transfer-Encoding") == 0);
  CHECK(answer.Header("ETag") == etag);
  CHECK(answer.CountHeader("Last-Modified") == 1);
  client.Send("HEAD " + link + host + "\r\n");
  CHECK(client.ReadHeadOnly().status == 200);
}

TEST_CASE("a precondition that fails is named as OSS would") {
  RunningEmulator emulator(With("{}"));
  const auto answer = emulator.Ask("GET", Link(emulator), {.headers = {"If-Match: \"x\""}});
  CheckOssError(answer, 412, "PreconditionFailed",
                "At least one of the pre-conditions you specified did not hold.");
  CHECK(answer.body.find("<Condition>If-Match</Condition>") != std::string::npos);
}

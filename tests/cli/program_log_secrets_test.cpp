#include <doctest/doctest.h>
#include <signal.h>

#include <string>
#include <vector>

#include "auth/signer.h"
#include "base/parameters.h"
#include "base/text.h"
#include "cli/program.h"
#include "cli/signed_calls.h"
#include "http/client.h"
#include "support/temp_directory.h"

using namespace fake_ice;
using test::CallTo;
using test::Contains;
using test::CountLines;
using test::kSecret;
using test::RunningServer;
using test::Send;
using test::Sign;

namespace {

/// The signature that a request carries, wherever it stands.
std::string SignatureOf(const base::HttpRequest& request) {
  if (const auto header = base::FindHeader(request.headers, "Authorization")) {
    return std::string(header->substr(header->rfind("Signature=") + 10));
  }
  const std::string query = request.target.substr(request.target.find('?') + 1);
  for (const std::string& form : {query, request.body}) {
    const auto parameters = base::ParseForm(form);
    if (const std::string* value = base::FindParameter(parameters, "Signature")) return *value;
  }
  FAIL("the request is not signed");
  return {};
}

/// The list of the journal's entries, and each of them whole.
std::string ReadJournal(const RunningServer& server) {
  const auto read = [&](const std::string& target) {
    const auto answer = http::Send(server.Endpoint(),
                                   {.method = "GET", .target = target, .headers = {}, .body = {}});
    REQUIRE(answer);
    return answer->body;
  };
  const std::string list = read("/_fake-ice/requests");
  std::string text = list;
  for (const std::string_view piece : base::Split(list, '"')) {
    const bool is_id = piece.size() == 36 && piece[8] == '-';
    if (is_id) text += read("/_fake-ice/requests/" + std::string(piece));
  }
  return text;
}

}  // namespace

TEST_CASE("no log level shows a secret, a signature or a token, whether a call is good or bad") {
  RunningServer server({"--log-level", "trace"});
  std::vector<std::string> secrets{std::string(kSecret), "another-secret", "the-security-token"};
  std::size_t requests = 0;
  for (const auth::Scheme scheme : {auth::Scheme::kV1, auth::Scheme::kV3}) {
    for (const std::string method : {"GET", "POST"}) {
      auth::CallToSign good = CallTo(server, scheme);
      good.method = method;
      auth::CallToSign wrong = good;
      wrong.access_key_secret = "another-secret";
      wrong.security_token = "the-security-token";
      auth::CallToSign unknown = good;
      unknown.access_key_id = "unknown";
      auth::CallToSign no_such_action = good;
      no_such_action.action = "NoSuchAction";
      for (const auto& call : {good, wrong, unknown, no_such_action}) {
        const base::HttpRequest request = Sign(call);
        secrets.push_back(SignatureOf(request));
        secrets.push_back(base::PercentEncode(secrets.back()));
        CHECK((Send(server, request) == 200) ==
              (call.action == good.action && call.access_key_id == good.access_key_id &&
               call.access_key_secret == kSecret));
        ++requests;
      }
    }
  }
  const std::string log = server.Stop(SIGTERM).err;
  CHECK(CountLines(log) >= requests);
  for (const std::string& secret : secrets) {
    CAPTURE(secret);
    CHECK_FALSE(Contains(log, secret));
  }
}

TEST_CASE("no log level shows a secret that stands where none belongs") {
  RunningServer server({"--log-level", "trace"});
  const std::string secret = "s3cr3t";
  const std::string pair = "Signature=" + secret;
  const std::string encoded = "Signature%3D" + secret;
  const std::string media = "/_media/1000000000000001/00000000000000000000000000000004/";
  const std::vector<std::string> targets{
      media + "image-1.png?Expires=1&OSSAccessKeyId=x&" + pair,
      media + "image-1.png?" + secret,
      media + encoded,
      "/_media/" + pair,
      "/_fake-ice/health?" + pair,
      "/_fake-ice/requests?AccountId=" + encoded,
      "/_fake-ice/accounts/x/jobs/" + encoded,
      "/?Version=2020-11-09&Action=" + encoded,
      "/?Version=2020-11-09&Action=GetYikeAIAppJob&AccessKeyId=" + encoded,
      "/?Version=2020-11-09&Action=GetYikeAIAppJob&JobId=" + encoded + "&" + pair,
      "/?Version=2020-11-09&Action=GetYikeAIAppJob&Timestamp=" + encoded,
      "http://x/_fake-ice/clock?SecurityToken=" + secret,
      "*?" + pair};
  const std::vector<base::HttpHeaders> headers{
      {},
      {{"Authorization", "ACS3-HMAC-SHA256 Credential=key " + pair + ",SignedHeaders=host"}},
      {{"Authorization", "Bearer " + secret}},
      {{"x-acs-action", pair}, {"x-acs-security-token", secret}},
      {{"x-acs-date", "SecurityToken: " + secret}},
      {{"Cookie", secret}, {"User-Agent", pair}}};
  for (const std::string& target : targets) {
    for (const base::HttpHeaders& extra : headers) {
      for (const std::string method : {"GET", "POST", "DELETE"}) {
        Send(server, {.method = method, .target = target, .headers = extra, .body = pair});
      }
    }
  }
  const std::string body = R"({"AccessKeys":[{"AccessKeyId":"k","AccessKeySecret":"s3cr3t"}],)";
  for (const std::string path : {"fixtures", "accounts", "accounts/1000000000000001/faults"}) {
    Send(server, {.method = "POST", .target = "/_fake-ice/" + path, .headers = {}, .body = body});
    Send(server, {.method = "POST",
                  .target = "/_fake-ice/" + path,
                  .headers = {},
                  .body = R"({"Signature=s3cr3t": "s3cr3t"})"});
  }
  const std::string log = server.Stop(SIGTERM).err;
  CAPTURE(log);
  CHECK(CountLines(log) > targets.size() * headers.size());
  CHECK(Contains(log, "level=debug"));
  CHECK_FALSE(Contains(log, secret));
}

TEST_CASE("a secret that came in the place of the id is in neither log nor journal") {
  RunningServer server({"--log-level", "trace"});
  const std::string foreign = "0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT";  // the form of a real one
  for (const std::string& secret : {std::string(kSecret), foreign}) {
    for (const auto scheme : {auth::Scheme::kV1, auth::Scheme::kV3}) {
      for (const std::string method : {"GET", "POST"}) {
        for (const std::string action : {"GetYikeAIAppJob", "NoSuchAction"}) {
          auth::CallToSign call = CallTo(server, scheme);
          call.method = method;
          call.action = action;
          call.access_key_id = secret;
          call.access_key_secret = "fake-ice-access-key-id";
          call.parameters.push_back({"Extra", "a " + secret});
          CHECK(Send(server, Sign(call)) == 404);
        }
      }
    }
    const std::string kept = ReadJournal(server);
    CHECK(Contains(kept, "\"AccessKeyId\":\"***\""));
    CHECK_FALSE(Contains(kept, secret));
  }
  const std::string log = server.Stop(SIGTERM).err;
  CAPTURE(log);
  CHECK(Contains(log, "the secret of an access key came as its id; swap the two"));
  CHECK(Contains(log, "it has the form of a secret"));
  CHECK_FALSE(Contains(log, kSecret));
  CHECK_FALSE(Contains(log, foreign));
}

TEST_CASE("an access key's id is shown as it is, also when it has the form of a secret") {
  const test::TempDirectory directory;
  const std::string id = "0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT";
  const std::string fixture =
      directory.Write("fixture.json", R"({"Accounts": [{"AccountId": "1", "AccessKeys": [
        {"AccessKeyId": ")" + id + R"(", "AccessKeySecret": "x", "Status": "Inactive"}]}]})");
  RunningServer server({"--fixtures", fixture});
  auth::CallToSign call = CallTo(server, auth::Scheme::kV3);
  call.access_key_id = id;
  call.access_key_secret = "x";
  CHECK(Send(server, Sign(call)) == 400);
  // Refused before the key is looked up.
  call.action = "NoSuchAction";
  CHECK(Send(server, Sign(call)) == 404);
  const std::string kept = ReadJournal(server);
  CHECK(Contains(kept, "\"AccessKeyId\":\"" + id + '"'));
  CHECK(Contains(kept, "InvalidAccessKeyId.Inactive"));
  CHECK_FALSE(Contains(kept, "\"AccessKeyId\":\"***"));
  CHECK_FALSE(Contains(server.Stop(SIGTERM).err, "the form of a secret"));
}

// Whatever bytes a client sends, through the whole server: every answer is whole, well-formed and
// none that admits a fault. Requests that would be signed properly are signed, or none would get
// past the signature: a request with `Signature` `sign` in its Authorization is signed anew.
#include <algorithm>

#include "auth/signature_v3.h"
#include "fuzz/fuzz.h"
#include "fuzz/in_process.h"
#include "gateway/api_request.h"
#include "http/body.h"
#include "http/limits.h"
#include "http/request_head.h"

using namespace fake_ice;
using fuzz::Require;

namespace {

constexpr const char* kFixture = R"({"Accounts": [{"AccountId": "1", "Throttle": {"PerSecond": 5},
  "AccessKeys": [{"AccessKeyId": "key", "AccessKeySecret": "secret"}],
  "Users": [{"UserId": "2", "UserName": "poller",
    "AccessKeys": [{"AccessKeyId": "user", "AccessKeySecret": "secret"}],
    "Policies": [{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ice:Get*",
      "Resource": "*", "Condition": {"StringLike": {"acs:UserAgent": "*a*"}}}]}]}],
  "Apps": [{"AppId": "app", "Params": [{"Key": "k", "Type": "String", "Required": true,
      "Pattern": "[a-z]*"}, {"Key": "n", "Type": "Number", "Minimum": 1}],
    "Timeline": [{"Status": "Created"}, {"AfterPolls": 2, "Status": "Finished"}],
    "Result": {"ImageResult": [{"MediaId": "m-${k}", "OutputUrl": "http://x/${JobId}"}]}}],
  "Jobs": [{"JobId": "job", "Status": "Finished", "AppParams": {"k": "v"},
    "Result": {"ImageResult": [{}], "VideoResult": [{"UrlExpiresAfter": "1h"}]}}]}]})";

/// A place in the bytes, and what is to stand there instead.
std::string Signed(std::string_view bytes) {
  constexpr std::string_view kMark = "Signature=sign";
  std::string text(bytes);
  const auto at = text.find(kMark);
  const auto end = http::HeadEndFinder().Find(text);
  if (at == text.npos || !end || at > *end) return text;
  const auto head = http::ParseRequestHead(text.substr(0, *end));
  if (!head) return text;
  const std::size_t length = std::min(head->framing.length, text.size() - *end);
  const auto read = gateway::ReadApiRequest({.method = head->method,
                                             .target = head->target,
                                             .headers = head->headers,
                                             .body = text.substr(*end, length)});
  auto claim = auth::ReadClaim(read.parts);
  if (!claim || claim->scheme != auth::Scheme::kV3) return text;
  const auto verified = auth::VerifyV3(read.parts, *claim, "secret");
  if (verified || claim->algorithm == auth::Algorithm::kRsaSha256) return text;
  const std::string& to_sign = verified.error().string_to_sign;
  return text.replace(
      at, kMark.size(),
      "Signature=" + std::string(auth::SignV3(claim->algorithm, "secret", to_sign)));
}

/// Which of the requests in the bytes are HEAD: their answers have no body.
std::vector<bool> HeadsOnly(std::string_view bytes) {
  std::vector<bool> heads_only;
  while (const auto end = http::HeadEndFinder().Find(bytes)) {
    const auto head = http::ParseRequestHead(bytes.substr(0, *end));
    heads_only.push_back((head ? head->method : http::GuessRequestLine(bytes).method) == "HEAD");
    if (!head) break;
    bytes.remove_prefix(*end);
    std::string body;
    http::BodyReader reader(head->framing, http::kMaxBodyBytes);
    if (reader.Read(bytes, body) != http::BodyReader::Result::kWhole) break;
  }
  return heads_only;
}

void CheckAnswer(const fuzz::RawAnswer& answer) {
  Require(answer.status != 500, "nothing is unforeseen", answer.body);
  Require(answer.status >= 200 && answer.status < 600, "an answer has a status");
  Require(base::FindHeader(answer.headers, "Date").has_value(), "an answer has a date");
  for (const base::HttpHeader& header : answer.headers) {
    const bool has_control = std::ranges::any_of(
        header.value, [](char c) { return (c >= 0 && c < ' ' && c != '\t') || c == 0x7F; });
    Require(!has_control, "a header has no control characters", header.value);
  }
  fuzz::RequireWellFormed(answer.headers, answer.body);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static fuzz::InProcess server(kFixture);
  const std::string bytes = Signed(fuzz::AsText(data, size));
  const std::string answered = server.Exchange(bytes);
  // What is refused before the signature counts changes nothing, and a reset takes longer than it.
  bool may_have_changed = bytes != fuzz::AsText(data, size);
  for (const auto& answer : fuzz::ReadAnswers(answered, HeadsOnly(bytes))) {
    CheckAnswer(answer);
    if (answer.status < 400) may_have_changed = true;
  }
  if (may_have_changed) server.Restore();
  return 0;
}

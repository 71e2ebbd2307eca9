#include "control/control.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "control/query_rule.h"
#include "control/reply.h"
#include "embedded/openapi.h"
#include "fixtures/loader.h"
#include "fixtures/schema_text.h"

namespace fake_ice::control {

namespace {

enum class Body { kNone, kRead };

}  // namespace

/// One method of one path; a segment `{…}` of the path stands for any text but an empty one. What a
/// route does not read is refused, so that no typo asks for more than was meant.
struct Control::Route {
  std::string_view method;
  std::string_view path;
  Response (Control::*handler)(const ControlRequest&);
  Body body = Body::kNone;
  std::vector<QueryParameter> query{};

  [[nodiscard]] bool HasPath(const std::vector<std::string>& segments) const {
    const auto pattern = base::Split(path, '/');
    return std::ranges::equal(pattern, segments, [](std::string_view part, const auto& segment) {
      return part.starts_with('{') ? !segment.empty() : part == segment;
    });
  }
};

namespace {

/// The id in path or query that is no UTF-8, or null. An Action is none: it is what a client sent.
const std::string* FindBadId(const ControlRequest& request) {
  const auto is_bad = [](const std::string& id) { return !base::IsValidUtf8(id); };
  // Other paths have no ids of accounts and jobs: what they name and nobody knows is 404.
  if (request.path.front() == "accounts") {
    const auto segment = std::ranges::find_if(request.path, is_bad);
    if (segment != request.path.end()) return &*segment;
  }
  for (const char* name : {"AccountId", "JobId", "After"}) {
    const std::string* id = base::FindParameter(request.query, name);
    if (id != nullptr && is_bad(*id)) return id;
  }
  return nullptr;
}

std::string Joined(const std::vector<std::string>& segments) {
  std::string path;
  for (const std::string& segment : segments) path += (path.empty() ? "" : "/") + segment;
  return path;
}

}  // namespace

const std::vector<Control::Route>& Control::Routes() {
  static const std::vector<Route> routes{
      {"GET", "", &Control::Index},
      {"GET", "health", &Control::Health},
      {"GET", "openapi.json", &Control::OpenApi},
      {"GET", "fixture.schema.json", &Control::FixtureSchema},
      {"GET", "ca.pem", &Control::CaCertificate},
      {"GET", "metrics", &Control::ReadMetrics},
      {"GET", "fixtures", &Control::ReadFixtures, Body::kNone, {{"Secrets", QueryKind::kBoolean}}},
      {"POST", "fixtures", &Control::AddFixtures, Body::kRead},
      {"POST", "reset", &Control::Reset, Body::kNone, {{"AccountId"}}},
      {"GET", "accounts", &Control::ListAccounts},
      {"POST", "accounts", &Control::CreateAccount, Body::kRead},
      {"DELETE", "accounts/{AccountId}", &Control::DeleteAccount},
      {"GET",
       "accounts/{AccountId}/jobs",
       &Control::ListJobs,
       Body::kNone,
       {{"Status", QueryKind::kJobStatus},
        {"Limit", QueryKind::kLimit},
        {"After", QueryKind::kPlace}}},
      {"GET", "accounts/{AccountId}/jobs/{JobId}", &Control::ReadJob},
      {"PUT", "accounts/{AccountId}/jobs/{JobId}", &Control::PutJob, Body::kRead},
      {"PATCH", "accounts/{AccountId}/jobs/{JobId}", &Control::PatchJob, Body::kRead},
      {"DELETE", "accounts/{AccountId}/jobs/{JobId}", &Control::DeleteJob},
      {"POST", "accounts/{AccountId}/jobs/{JobId}/finish", &Control::FinishJob, Body::kRead},
      {"POST", "accounts/{AccountId}/jobs/{JobId}/fail", &Control::FailJob, Body::kRead},
      {"POST", "accounts/{AccountId}/jobs/{JobId}/verify", &Control::VerifyPolls, Body::kRead},
      {"GET", "accounts/{AccountId}/faults", &Control::ReadFaults},
      {"POST", "accounts/{AccountId}/faults", &Control::AddFaults, Body::kRead},
      {"DELETE", "accounts/{AccountId}/faults", &Control::DeleteFaults},
      {"GET", "accounts/{AccountId}/clock", &Control::ReadClock},
      {"POST", "accounts/{AccountId}/clock", &Control::ChangeClock, Body::kRead},
      {"GET",
       "requests",
       &Control::ReadJournal,
       Body::kNone,
       {{"AccountId"},
        {"Action"},
        {"JobId"},
        {"Code"},
        {"Limit", QueryKind::kLimit},
        {"Before", QueryKind::kPlace},
        {"After", QueryKind::kPlace},
        {"Wait", QueryKind::kWait}}},
      {"DELETE", "requests", &Control::ClearJournal, Body::kNone, {{"AccountId"}}},
      {"GET", "requests/{RequestId}", &Control::ReadJournalEntry},
  };
  return routes;
}

bool IsControlRequest(const base::HttpRequest& request) {
  const std::string_view target = base::WithoutAuthority(request.target);
  return target.starts_with(kControlPrefix) ||
         target.substr(0, target.find('?')) == kControlPrefix.substr(0, kControlPrefix.size() - 1);
}

bool IsChange(const base::HttpRequest& request) {
  const std::string_view target = base::WithoutAuthority(request.target);
  return request.method != "GET" && request.method != "HEAD" &&
         !target.substr(0, target.find('?')).ends_with("/verify");
}

/// Of a fixture that is posted: it is in memory as a whole while it is read.
constexpr std::size_t kMaxPostedFixtureBytes = 64 * 1024 * 1024;

std::size_t MaxBodyBytes(const base::HttpRequest& head, std::size_t usual) {
  constexpr std::string_view kFixtures = "/_fake-ice/fixtures";
  const std::string_view target = base::WithoutAuthority(head.target);
  const bool is_fixture = head.method == "POST" && target.substr(0, target.find('?')) == kFixtures;
  return is_fixture ? kMaxPostedFixtureBytes : usual;
}

bool MayTakeLong(const base::HttpRequest& request) {
  constexpr std::size_t kLargeBody = 64 * 1024;
  constexpr std::string_view kAccounts = "/_fake-ice/accounts/";
  if (!IsControlRequest(request)) return false;
  const std::string_view target = base::WithoutAuthority(request.target);
  const std::string_view path = target.substr(0, target.find('?'));
  const bool deletes_account = request.method == "DELETE" &&
                               path.rfind('/') + 1 == kAccounts.size() &&
                               path.starts_with(kAccounts);
  return request.body.size() > kLargeBody || path.ends_with("/fixtures") ||
         path.ends_with("/reset") || deletes_account;
}

Control::Control(ControlServices services) : services_(std::move(services)) {}

std::optional<base::HttpResponse> Control::Refuse(const base::HttpRequest& request) const {
  if (const auto refusal = services_.origin_rule.Refuse(request.headers, request.target)) {
    return ReplyError(403, "Forbidden", *refusal);
  }
  const auto refusal = services_.caller_rule.Refuse(request);
  if (!refusal) return {};
  Response response = ReplyError(401, "Unauthorized", *refusal);
  response.headers.push_back({"WWW-Authenticate", "Bearer realm=\"fake-ice\""});
  return response;
}

base::HttpResponse Control::Handle(const base::HttpRequest& request) {
  if (auto refused = Refuse(request)) return *std::move(refused);
  const std::string_view target = base::WithoutAuthority(request.target);
  if (!target.starts_with(kControlPrefix)) {
    // Without its slash a relative link of the page there would lead elsewhere.
    Response moved = Reply(308, nlohmann::ordered_json::object());
    const auto question = std::min(target.find('?'), target.size());
    moved.headers.push_back(
        {"Location", std::string(kControlPrefix) + std::string(target.substr(question))});
    return moved;
  }
  ControlRequest read = ReadControlRequest(request);
  read.knows_host = services_.origin_rule.KnowsHost(request.headers, request.target);
  // Ids are texts: bytes that are none would be one id when they are shown and another when stored.
  if (const std::string* part = FindBadId(read)) {
    return ReplyError(
        400, "InvalidId",
        "The id \"" + base::EscapeUnprintable(*part) + "\" is not UTF-8. Nothing was changed.");
  }
  if (read.Query("Secrets") == "true") {
    if (const auto refusal = services_.caller_rule.RefuseSecrets(request)) {
      return ReplyError(403, "Forbidden", *refusal);
    }
  }
  Response response = Dispatch(read);
  if (response.delay.count() > 0) {
    // Without its body, which no route reads that lets its client wait.
    response.again = std::make_shared<base::HttpRequest>(
        base::HttpRequest{.method = request.method,
                          .target = request.target,
                          .headers = request.headers,
                          .remote_address = request.remote_address,
                          .waited = request.waited + response.delay,
                          .secure = request.secure});
  }
  return response;
}

base::HttpResponse Control::Dispatch(const ControlRequest& request) {
  // Whoever asks for the head alone gets that of GET.
  const std::string method = request.method == "HEAD" ? "GET" : request.method;
  std::string allowed;
  for (const Route& route : Routes()) {
    if (!route.HasPath(request.path)) continue;
    if (route.method == method) return Answer(route, request);
    allowed += (allowed.empty() ? "" : ", ") + std::string(route.method);
    if (route.method == "GET") allowed += ", HEAD";
  }
  const std::string path = std::string(kControlPrefix) + Joined(request.path);
  if (allowed.empty()) {
    const std::string nearest = NearestPath(request.path);
    const std::string hint =
        nearest.empty() ? "" : " Did you mean " + std::string(kControlPrefix) + nearest + "?";
    return ReplyError(404, "NotFound", "The control API has no " + path + "." + hint);
  }
  Response response = ReplyError(405, "MethodNotAllowed",
                                 path + " answers " + allowed + ", not " + request.method + ".");
  response.headers.push_back({"Allow", allowed});
  return response;
}

/// The path that was most likely meant, with the ids that were given; empty when none is near.
std::string Control::NearestPath(const std::vector<std::string>& path) {
  std::vector<std::string> known;
  for (const Route& route : Routes()) {
    const auto pattern = base::Split(route.path, '/');
    if (pattern.size() != path.size()) continue;
    std::vector<std::string> segments = path;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
      if (!pattern[i].starts_with('{')) segments[i] = pattern[i];
    }
    known.push_back(Joined(segments));
  }
  return std::string(base::Nearest(Joined(path), {known.begin(), known.end()}));
}

base::HttpResponse Control::Answer(const Route& route, const ControlRequest& request) {
  if (auto refusal = CheckQuery(request.query, route.query)) return *std::move(refusal);
  const std::string_view body = base::Trim(request.body);
  // Some clients send an empty object with every POST, and what comes with a GET asks for nothing.
  if (route.body == Body::kNone && route.method != "GET" && !body.empty() && body != "{}") {
    return ReplyError(400, "InvalidBody",
                      std::string(route.method) + ' ' + std::string(route.path) +
                          " reads no body, and one came; nothing was done.");
  }
  return (this->*route.handler)(request);
}

base::HttpResponse Control::Index(const ControlRequest& /*request*/) {
  return Reply(200, {{"Name", "fake-ice"},
                     {"Version", services_.version},
                     {"OpenApi", std::string(kControlPrefix) + "openapi.json"}});
}

base::HttpResponse Control::FixtureSchema(const ControlRequest& /*request*/) {
  return ReplyText("application/schema+json;charset=utf-8", std::string(fixtures::SchemaText()));
}

base::HttpResponse Control::CaCertificate(const ControlRequest& /*request*/) {
  const std::string& pem = services_.ca_certificate;
  if (!pem.empty()) return ReplyText("application/x-pem-file", pem);
  return ReplyError(404, "NotFound", "Only --tls-listen without --tls-cert makes an authority.");
}

base::HttpResponse Control::OpenApi(const ControlRequest& /*request*/) {
  return ReplyText("application/json;charset=utf-8", std::string(embedded::kOpenApi));
}

base::HttpResponse Control::ReadMetrics(const ControlRequest& /*request*/) {
  services_.metrics.SetJournalEntries(services_.journal.Size());
  return ReplyText("text/plain; version=0.0.4; charset=utf-8", services_.metrics.Text());
}

base::HttpResponse Control::Reset(const ControlRequest& request) {
  const std::string account_id = request.Query("AccountId");
  if (account_id.empty()) {
    services_.store.Reset(services_.clock.Now());
    services_.journal.Clear();
    services_.polls.Clear();
  } else {
    const auto known = services_.store.Reset(account_id, services_.clock.Now());
    if (!known) return ReplyError(409, "Conflict", known.error() + "; nothing was changed.");
    if (!*known) return NoSuchAccount(account_id);
    services_.journal.Clear(account_id);
    services_.polls.Clear(account_id);
  }
  services_.reset_gateway(account_id);
  return Reply(200, nlohmann::ordered_json::object());
}

}  // namespace fake_ice::control

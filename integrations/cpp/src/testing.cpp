#include "fake_ice/testing.h"

#include <optional>
#include <utility>

#include "account_state.h"
#include "auth/signer.h"
#include "base/parameters.h"
#include "http/client.h"
#include "watched_accounts.h"

namespace fake_ice::testing {
namespace {

using kit::AccountState;
using kit::Json;

const std::string& ValueOf(const Parameters& config, const std::string& name) {
  const auto found = config.find(name);
  if (found != config.end()) return found->second;
  throw Error("the config of the call has no " + name +
              "; Account::SdkConfig has all that it needs");
}

/// The fixture's account with the first of its keys, as POST accounts answers it.
Json KeysOf(kit::Core& core, std::string_view account_id) {
  const Json fixture = core.AskJson("GET", "fixtures?Secrets=true");
  std::string known;
  for (const Json& account : fixture.at("Accounts")) {
    const std::string id = account.at("AccountId");
    known += (known.empty() ? "" : ", ") + id;
    if (id != account_id) continue;
    Json keys{{"AccountId", id}};
    if (account.contains("AccessKeys")) keys.update(account["AccessKeys"].at(0));
    return keys;
  }
  throw Error("no account of the server is " + std::string(account_id) + "; it has " + known);
}

}  // namespace

Error::~Error() = default;
ControlError::~ControlError() = default;
ControlError::ControlError(const std::string& call, int status, std::string code,
                           const std::string& message)
    : Error(call + ": " + std::to_string(status) + ' ' + code + ": " + message),
      status_(status),
      code_(std::move(code)) {}

Response Call(const Parameters& config, const std::string& action, const Parameters& parameters) {
  const std::string url = "http://" + ValueOf(config, "endpoint");
  auth::CallToSign call{.endpoint = url,
                        .method = "POST",
                        .action = action,
                        .version = "2020-11-09",
                        .format = "JSON",
                        .parameters = {},
                        .access_key_id = ValueOf(config, "accessKeyId"),
                        .access_key_secret = ValueOf(config, "accessKeySecret"),
                        .security_token = {}};
  for (const auto& [name, value] : parameters) call.parameters.push_back({name, value});
  if (const auto token = config.find("securityToken"); token != config.end()) {
    call.security_token = token->second;
  }
  base::RandomIds ids;
  auto response =
      http::Send(url, auth::BuildSignedRequest(call, base::SystemClock().Now(), ids.Nonce()));
  if (!response) throw Error(response.error());
  return {response->status, std::move(response->body)};
}

Account::Account(std::shared_ptr<AccountState> state) : state_(std::move(state)) {}
Account::Account(Account&& other) noexcept = default;
Account& Account::operator=(Account&& other) noexcept = default;
Account::~Account() = default;

const std::string& Account::AccountId() const {
  return state_->account_id;
}
const std::string& Account::AccessKeyId() const {
  return state_->access_key_id;
}
const std::string& Account::AccessKeySecret() const {
  return state_->access_key_secret;
}
const std::string& Account::Endpoint() const {
  return state_->Server().Endpoint();
}
const std::string& Account::Url() const {
  return state_->Server().Url();
}

Parameters Account::SdkConfig() const {
  return {{"accessKeyId", AccessKeyId()},
          {"accessKeySecret", AccessKeySecret()},
          {"endpoint", Endpoint()},
          {"protocol", "HTTP"}};
}

Response Account::Call(const std::string& action, const Parameters& parameters) const {
  return testing::Call(SdkConfig(), action, parameters);
}

std::string Account::Advance(std::string_view duration) {
  return state_->Ask("POST", "clock", {{"Advance", duration}}).dump();
}

void Account::Freeze(bool frozen) {
  state_->Ask("POST", "clock", {{"Frozen", frozen}});
}

std::string Account::PutJob(std::string_view job) {
  // What is no object, or has no text for a JobId, is refused there in words.
  const Json form = Json::parse(job, nullptr, false);
  std::string id = state_->Server().NewJobId();
  if (form.is_object() && form.contains("JobId") && form["JobId"].is_string()) id = form["JobId"];
  state_->Server().Ask("PUT", "accounts/" + AccountId() + '/' + AccountState::JobPath(id), job);
  return id;
}

void Account::FailNext(const std::string& code, int times, const std::string& action) {
  Json fault{{"Times", times}, {"Error", {{"Code", code}}}};
  if (!action.empty()) fault["Match"]["Action"] = action;
  state_->Ask("POST", "faults", fault);
}

void Account::Fault(std::string_view fault) {
  state_->Server().Ask("POST", "accounts/" + AccountId() + "/faults", fault);
}

std::vector<std::string> Account::Requests(const RequestFilter& filter) const {
  base::Parameters query{{"AccountId", AccountId()}, {"Limit", std::to_string(filter.limit)}};
  const auto narrow = [&](const char* name, const std::string& value) {
    if (!value.empty()) query.push_back({name, value});
  };
  narrow("Action", filter.action);
  narrow("JobId", filter.job_id);
  narrow("Code", filter.code);
  std::vector<std::string> requests;
  const Json journal = state_->Server().AskJson("GET", "requests?" + base::EncodeForm(query));
  for (const Json& entry : journal.at("Requests")) requests.push_back(entry.dump());
  return requests;
}

Verdict Account::Verify(std::string_view job_id, std::string_view rules) const {
  const Json answer = Json::parse(state_->Server().Ask(
      "POST", "accounts/" + AccountId() + '/' + AccountState::JobPath(job_id) + "/verify", rules));
  Verdict verdict{answer.at("Passed"), {}};
  for (const Json& failure : answer.at("Failures")) {
    verdict.failures.push_back(failure.at("Rule").get<std::string>() + ": " +
                               failure.at("Message").get<std::string>());
  }
  return verdict;
}

void Account::Reset() {
  state_->Server().Ask("POST", "reset?" + base::EncodeForm({{"AccountId", AccountId()}}));
}

std::string Account::Journal() const {
  return state_->Journal();
}

Server::Server(std::string_view fixture, const ServerOptions& options)
    : core_(std::make_shared<kit::Core>(fixture, options)) {}
Server::~Server() {
  core_->Stop();
}

std::uint16_t Server::Port() const {
  return core_->Port();
}
const std::string& Server::Endpoint() const {
  return core_->Endpoint();
}
const std::string& Server::Url() const {
  return core_->Url();
}

Account Server::NewAccount(std::string_view fixture) {
  const Json keys = Json::parse(core_->Ask("POST", "accounts", fixture));
  return Account(std::make_shared<AccountState>(core_, keys, true));
}

Account Server::FixtureAccount(std::string_view account_id) {
  return Account(std::make_shared<AccountState>(core_, KeysOf(*core_, account_id), false));
}

std::string Server::Control(const std::string& method, const std::string& path,
                            std::string_view body) {
  return core_->Ask(method, path, body);
}

JournalWatch::JournalWatch() {
  kit::WatchedAccounts::All().BeginWatch();
}
JournalWatch::~JournalWatch() {
  kit::WatchedAccounts::All().EndWatch();
}
std::string JournalWatch::Take() {
  return kit::WatchedAccounts::All().Take();
}

}  // namespace fake_ice::testing

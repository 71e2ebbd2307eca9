// /_fake-ice/fixtures and /_fake-ice/accounts: what the store holds, in the form of fixtures.
#include <nlohmann/json.hpp>

#include "base/time_text.h"
#include "control/control.h"
#include "control/reply.h"
#include "fixtures/fixture_writer.h"
#include "fixtures/json_text.h"
#include "fixtures/loader.h"
#include "fixtures/records.h"

namespace fake_ice::control {
namespace {

using Json = nlohmann::ordered_json;

/// Where the account of a request's body stands in the document that is checked.
constexpr std::string_view kWrapped = "/Accounts/0";

/// Fifteen made-up digits: with one before them, ids have as many as the real ones.
std::string Digits(base::IdSource& ids) {
  constexpr std::uint64_t kBillion = 1'000'000'000;
  const std::string hex = ids.Nonce();
  const std::uint64_t digits =
      (std::stoull(hex.substr(0, 15), nullptr, 16) ^ std::stoull(hex.substr(17), nullptr, 16)) %
      (kBillion * kBillion / 1000);
  const std::string text = std::to_string(digits);
  return std::string(15 - text.size(), '0') + text;
}

/// Gives an account or a user a key if it has none, and keys the ids and secrets that they lack.
void FillInKeys(Json& owner, base::IdSource& ids) {
  if (!owner.contains("AccessKeys")) owner["AccessKeys"] = Json::array({Json::object()});
  if (!owner["AccessKeys"].is_array()) return;
  for (Json& key : owner["AccessKeys"]) {
    if (!key.is_object()) continue;
    if (!key.contains("AccessKeyId")) key["AccessKeyId"] = "LTAI" + ids.Nonce().substr(12);
    if (!key.contains("AccessKeySecret") && !key.contains("PublicKey")) {
      key["AccessKeySecret"] = ids.Nonce().substr(2);
    }
  }
}

void AddFirstKey(Json& shown, const std::vector<store::AccessKeyRecord>& keys) {
  if (keys.empty()) return;
  shown["AccessKeyId"] = keys.front().access_key_id;
  shown["AccessKeySecret"] = keys.front().access_key_secret;
}

/// Gives an account fixture the ids and secrets that it leaves out.
void FillIn(Json& account, base::IdSource& ids) {
  if (!account.contains("AccountId")) account["AccountId"] = '1' + Digits(ids);
  FillInKeys(account, ids);
  if (!account.contains("Users") || !account["Users"].is_array()) return;
  for (Json& user : account["Users"]) {
    if (!user.is_object()) continue;
    if (!user.contains("UserId")) user["UserId"] = '2' + Digits(ids);
    FillInKeys(user, ids);
  }
}

/// The users with their keys, as a client of theirs needs them.
Json KeysOfUsers(const store::AccountRecord& account) {
  Json users = Json::array();
  for (const store::UserRecord& user : account.users) {
    Json shown{{"UserId", user.user_id}, {"UserName", user.user_name}};
    AddFirstKey(shown, user.access_keys);
    users.push_back(std::move(shown));
  }
  return users;
}

}  // namespace

base::HttpResponse Control::ReadFixtures(const ControlRequest& request) {
  const auto secrets =
      request.Query("Secrets") == "true" ? fixtures::Secrets::kShown : fixtures::Secrets::kMasked;
  fixtures::FixtureWriter writer(secrets);
  services_.store.Export([&](store::AccountRecord part) { writer.Add(std::move(part)); });
  return ReplyText("application/json;charset=utf-8", writer.Finish());
}

base::HttpResponse Control::AddFixtures(const ControlRequest& request) {
  const auto accounts = fixtures::ReadFixture(request.body, "");
  if (!accounts) return BadFixture(accounts.error());
  if (const auto added = services_.store.Upsert(*accounts, services_.clock.Now()); !added) {
    return ReplyError(409, "Conflict", added.error() + "; nothing was changed.");
  }
  std::size_t jobs = 0;
  for (const store::AccountRecord& account : *accounts) {
    jobs += account.jobs.size();
    for (const store::JobRecord& job : account.jobs) {
      services_.polls.Clear(account.account_id, job.job_id);
    }
  }
  return Reply(200, {{"Accounts", accounts->size()}, {"Jobs", jobs}});
}

base::HttpResponse Control::ListAccounts(const ControlRequest& /*request*/) {
  const base::Moment real = services_.clock.Now();
  Json list = Json::array();
  for (const store::AccountSummary& account : services_.store.ListAccounts()) {
    list.push_back({{"AccountId", account.account_id},
                    {"Service", NameOf(account.service)},
                    {"Jobs", account.jobs},
                    {"Clock",
                     {{"Now", base::FormatJobTime(account.clock.Now(real))},
                      {"Frozen", account.clock.frozen_at.has_value()}}}});
  }
  return Reply(200, {{"Accounts", std::move(list)}});
}

base::HttpResponse Control::CreateAccount(const ControlRequest& request) {
  auto body = fixtures::ParseJsonText(request.body.empty() ? "{}" : request.body);
  if (!body) return BadFixture(body.error());
  if (body->is_object()) FillIn(*body, services_.ids);
  const Json document{{"Accounts", Json::array({std::move(*body)})}};
  const auto accounts = fixtures::ReadDocument(document);
  if (!accounts) return BadFixture(accounts.error(), kWrapped);
  const store::AccountRecord& account = accounts->front();
  if (const auto created = services_.store.Create(account, services_.clock.Now()); !created) {
    return ReplyError(409, "Conflict", created.error() + "; nothing was changed.");
  }
  Json answer{{"AccountId", account.account_id}};
  AddFirstKey(answer, account.access_keys);
  if (!account.users.empty()) answer["Users"] = KeysOfUsers(account);
  return Reply(201, answer);
}

base::HttpResponse Control::DeleteAccount(const ControlRequest& request) {
  const std::string& account_id = request.path.at(1);
  if (!services_.store.Delete(account_id)) {
    return NoSuchAccount(account_id);
  }
  services_.journal.Clear(account_id);
  services_.polls.Clear(account_id);
  services_.reset_gateway(account_id);
  return Reply(200, Json::object());
}

}  // namespace fake_ice::control

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

/// Gives an account fixture the ids and secrets that it leaves out.
void FillIn(Json& account, base::IdSource& ids) {
  if (!account.contains("AccountId")) {
    // Sixteen digits, as the real ones have.
    constexpr std::uint64_t kBillion = 1'000'000'000;
    const std::string hex = ids.Nonce();
    const std::uint64_t digits =
        (std::stoull(hex.substr(0, 15), nullptr, 16) ^ std::stoull(hex.substr(17), nullptr, 16)) %
        (kBillion * kBillion / 1000);
    const std::string text = std::to_string(digits);
    account["AccountId"] = '1' + std::string(15 - text.size(), '0') + text;
  }
  if (!account.contains("AccessKeys")) account["AccessKeys"] = Json::array({Json::object()});
  if (!account["AccessKeys"].is_array()) return;
  for (Json& key : account["AccessKeys"]) {
    if (!key.is_object()) continue;
    if (!key.contains("AccessKeyId")) key["AccessKeyId"] = "LTAI" + ids.Nonce().substr(12);
    if (!key.contains("AccessKeySecret") && !key.contains("PublicKey")) {
      key["AccessKeySecret"] = ids.Nonce().substr(2);
    }
  }
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
  if (!account.access_keys.empty()) {
    answer["AccessKeyId"] = account.access_keys.front().access_key_id;
    answer["AccessKeySecret"] = account.access_keys.front().access_key_secret;
  }
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

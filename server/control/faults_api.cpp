// /_fake-ice/accounts/{AccountId}/faults: what goes wrong with an account's requests.
#include <nlohmann/json.hpp>

#include "control/control.h"
#include "control/reply.h"
#include "fixtures/fault_records.h"
#include "fixtures/json_text.h"
#include "fixtures/records.h"

namespace fake_ice::control {
namespace {

using Json = nlohmann::ordered_json;

/// How many faults an account may have; the fixture's schema says the same.
constexpr std::size_t kMaxFaults = 1000;

Json Show(const std::vector<store::FaultRecord>& faults) {
  Json list = Json::array();
  for (const store::FaultRecord& fault : faults) list.push_back(fixtures::WriteFault(fault));
  return {{"Faults", std::move(list)}};
}

/// The faults in a body: one, a list, or an object with Faults as GET answers it.
Json ListOf(Json body) {
  if (body.is_array()) return body;
  if (body.is_object() && body.contains("Faults") && body.size() == 1) return body["Faults"];
  return Json::array({std::move(body)});
}

}  // namespace

base::HttpResponse Control::ReadFaults(const ControlRequest& request) {
  const std::string& account_id = request.path.at(1);
  if (!services_.store.FindAccount(account_id)) return NoSuchAccount(account_id);
  return Reply(200, Show(services_.store.ReadFaults(account_id)));
}

base::HttpResponse Control::AddFaults(const ControlRequest& request) {
  const std::string& account_id = request.path.at(1);
  auto body = fixtures::ParseJsonText(request.body);
  if (!body) return BadFixture(body.error());
  const bool is_one = !body->is_array() && !body->contains("Faults");
  const Json document{{"Accounts", Json::array({{{"AccountId", account_id},
                                                 {"Faults", ListOf(std::move(*body))}}})}};
  const auto accounts = fixtures::ReadDocument(document);
  if (!accounts) {
    return BadFixture(accounts.error(), is_one ? "/Accounts/0/Faults/0" : "/Accounts/0/Faults");
  }
  const std::vector<store::FaultRecord>& added = accounts->front().faults.value();
  std::vector<store::FaultRecord> all;
  bool fits = false;
  const bool known =
      services_.store.ChangeFaults(account_id, [&](std::vector<store::FaultRecord>& faults) {
        fits = faults.size() + added.size() <= kMaxFaults;
        if (fits) faults.insert(faults.end(), added.begin(), added.end());
        all = faults;
      });
  if (!known) return NoSuchAccount(account_id);
  if (!fits) {
    return ReplyError(400, "TooManyFaults",
                      "The account would have more than " + std::to_string(kMaxFaults) +
                          " faults; DELETE removes those that it has. Nothing was changed.");
  }
  return Reply(201, Show(all));
}

base::HttpResponse Control::DeleteFaults(const ControlRequest& request) {
  const std::string& account_id = request.path.at(1);
  const auto clear = [](std::vector<store::FaultRecord>& faults) { faults.clear(); };
  if (!services_.store.ChangeFaults(account_id, clear)) return NoSuchAccount(account_id);
  return Reply(200, Json::object());
}

}  // namespace fake_ice::control

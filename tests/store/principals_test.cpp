// Who a credential belongs to, with everything that the checks ask about it.

#include <doctest/doctest.h>

#include "store/sample_records.h"
#include "support/temp_directory.h"

using namespace fake_ice;
using store::PrincipalKind;
using store::ServiceState;

namespace {

/// An account with one of everything.
store::AccountRecord WholeAccount(const std::string& id) {
  store::AccountRecord account = test::AccountWith(id, {test::FullJob("j")}, {"root of " + id});
  account.service = ServiceState::kSuspended;
  account.throttle = store::ThrottleRecord{2.5, 7, {"GetYikeAIAppJob", "SubmitYikeAIAppJob"}};
  account.strict_apps = true;
  account.users = {{.user_id = "u1",
                    .user_name = "poller",
                    .policies = "[1]",
                    .access_keys = {{"user of " + id, "s", {}, true}}}};
  account.sessions = {{.access_key = {"STS." + id, "s", {}, true},
                       .security_token = "security token of " + id,
                       .expiration = base::ParseIsoTime("2031-01-01T00:00:00Z"),
                       .role_name = "worker",
                       .role_session_name = "night",
                       .policies = "[2]",
                       .session_policies = "[3]"}};
  return account;
}

void CheckAccount(const store::CallerRecord& caller, const std::string& id) {
  CHECK(caller.account_id == id);
  CHECK(caller.service == ServiceState::kSuspended);
  CHECK(caller.strict_apps == true);
  REQUIRE(caller.throttle);
  CHECK(caller.throttle->per_second == 2.5);
  CHECK(caller.throttle->burst == 7);
  CHECK(caller.throttle->actions ==
        std::vector<std::string>{"GetYikeAIAppJob", "SubmitYikeAIAppJob"});
}

}  // namespace

TEST_CASE("a credential is found with its principal and its account") {
  const auto store = test::OpenStore("");
  test::Put(*store, {WholeAccount("1"), WholeAccount("2")});
  for (const std::string id : {"1", "2"}) {
    const auto root = store->FindAccessKey("root of " + id);
    REQUIRE(root);
    CheckAccount(root->caller, id);
    CHECK(root->caller.kind == PrincipalKind::kAccount);
    CHECK_FALSE(root->security_token);

    const auto user = store->FindAccessKey("user of " + id);
    REQUIRE(user);
    CheckAccount(user->caller, id);
    CHECK(user->caller.kind == PrincipalKind::kUser);
    CHECK(user->caller.principal_id == "u1");
    CHECK(user->caller.principal_name == "poller");
    CHECK(user->caller.policies == "[1]");
    CHECK_FALSE(user->caller.session_policies);

    const auto session = store->FindAccessKey("STS." + id);
    REQUIRE(session);
    CheckAccount(session->caller, id);
    CHECK(session->caller.kind == PrincipalKind::kRole);
    CHECK(session->caller.principal_name == "worker");
    CHECK(session->caller.session_name == "night");
    CHECK(session->caller.policies == "[2]");
    CHECK(session->caller.session_policies == "[3]");
    CHECK(session->security_token == "security token of " + id);
    CHECK(session->expiration == base::ParseIsoTime("2031-01-01T00:00:00Z"));
  }
}

TEST_CASE("what an upsert says nothing about stays as it was") {
  const auto store = test::OpenStore("");
  test::Put(*store, {WholeAccount("1")});
  test::Put(*store, {test::AccountWith("1", {})});
  CheckAccount(store->FindAccount("1").value(), "1");
  CHECK(store->FindAccessKey("user of 1"));
  test::Put(*store, {{.account_id = "1", .service = ServiceState::kActive}});
  CHECK(store->FindAccount("1")->service == ServiceState::kActive);
  CHECK(store->FindAccount("1")->throttle);
}

TEST_CASE("everything that was put in is read back and can be put into another store") {
  const auto store = test::OpenStore("");
  test::Put(*store, {WholeAccount("1"), WholeAccount("2")});
  const auto copy = test::OpenStore("");
  test::Put(*copy, test::ReadAll(*store));
  CHECK(test::ReadAll(*copy).size() == 2);
  CheckAccount(copy->FindAccessKey("user of 2")->caller, "2");
  CHECK(copy->FindAccessKey("STS.1")->security_token == "security token of 1");
  CHECK(copy->FindAccessKey("STS.2")->caller.session_name == "night");
  CHECK(test::Show(copy->FindJob("2", "j").value()) == test::Show(test::FullJob("j")));
}

TEST_CASE("a reset takes the store back to what was kept, created accounts included") {
  const test::TempDirectory directory;
  for (const std::string& path : {std::string(), directory / "store.db"}) {
    const auto store = test::OpenStore(path);
    test::Put(*store, {WholeAccount("1")});
    store->KeepAsInitial();
    test::Put(*store, {test::AccountWith("1", {test::FullJob("new")}, {"new key"})});
    REQUIRE(store->Create(WholeAccount("2"), test::kAdded));
    store->Reset(test::kAdded);
    CHECK_FALSE(store->FindJob("1", "new"));
    CHECK_FALSE(store->FindAccessKey("new key"));
    CHECK_FALSE(store->FindAccount("2"));
    CHECK(test::Show(store->FindJob("1", "j").value()) == test::Show(test::FullJob("j")));
    CHECK(store->FindAccessKey("STS.1")->caller.policies == "[2]");
    store->Reset(test::kAdded);
    CHECK(store->FindAccessKey("STS.1"));
  }
}

TEST_CASE("one account is reset to its start or to its creation") {
  const auto store = test::OpenStore("");
  test::Put(*store, {WholeAccount("1")});
  store->KeepAsInitial();
  REQUIRE(store->Create(WholeAccount("2"), test::kAdded));
  for (const std::string id : {"1", "2"}) {
    test::Put(*store, {test::AccountWith(id, {test::FullJob("new")})});
    CHECK(store->Reset(id, test::kAdded) == true);
    CHECK_FALSE(store->FindJob(id, "new"));
    CHECK(store->FindJob(id, "j"));
  }
  CHECK(store->Reset("3", test::kAdded) == false);
  CHECK(store->Delete("1"));
  CHECK(store->Reset("1", test::kAdded) == true);
  CHECK(store->FindAccessKey("root of 1"));
}

TEST_CASE("an account is created once, and deleted with everything that is its own") {
  const auto store = test::OpenStore("");
  REQUIRE(store->Create(WholeAccount("1"), test::kAdded));
  const auto again = store->Create(WholeAccount("1"), test::kAdded);
  REQUIRE_FALSE(again);
  CHECK(again.error() == "the account 1 exists already");
  CHECK(store->Delete("1"));
  CHECK_FALSE(store->Delete("1"));
  CHECK_FALSE(store->FindAccessKey("STS.1"));
  CHECK_FALSE(store->FindJob("1", "j"));
  CHECK(store->Reset("1", test::kAdded) == false);
  CHECK(store->Create(WholeAccount("1"), test::kAdded));
}

// An access key is read once and never served as it was before.
#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <vector>

#include "store/sample_records.h"

using namespace fake_ice;

namespace {

const base::Moment kNow = test::kAdded;

/// Account 1 with a key `k` and a user's key `u`, and account 2, which has a key of its own.
std::unique_ptr<store::Store> NewStore() {
  auto store = test::OpenStore("");
  auto account = test::AccountWith("1", {test::FullJob("j")}, {"k"});
  account.users.push_back({.user_id = "7",
                           .user_name = "user",
                           .policies = "[]",
                           .access_keys = {{"u", "secret of u", {}, true}}});
  test::Put(*store, {account, test::AccountWith("2", {}, {"other"})});
  store->KeepAsInitial();
  return store;
}

}  // namespace

TEST_CASE("an access key is the same object while only jobs and counts of faults change") {
  const auto store = NewStore();
  REQUIRE(store->ChangeFaults("1", [](auto& faults) { faults.emplace_back(); }));
  const auto key = store->FindAccessKey("k");
  const auto user = store->FindAccessKey("u");
  REQUIRE(store->PollJob("1", "j", kNow, [](store::JobRecord&) {}));
  CHECK(store->FindAccessKey("k") == key);
  auto job = test::FullJob("new");
  job.created_at = kNow;
  REQUIRE(store->CreateJob("1", job));
  REQUIRE_FALSE(store->CreateJob("1", job));
  CHECK(store->FindAccessKey("k") == key);
  store->CountFaults("1", [](auto& faults) { ++faults.at(0).matched; });
  CHECK(store->ReadFaults("1").at(0).matched == 1);
  CHECK(store->FindAccessKey("u") == user);
}

TEST_CASE("an access key is read again after whatever may have changed it") {
  const std::vector<std::pair<std::string, std::function<void(store::Store&)>>> changes{
      {"secret",
       [](store::Store& store) {
         test::Put(store, {{.account_id = "1", .access_keys = {{"k", "new", {}, false}}}});
       }},
      {"service",
       [](store::Store& store) {
         test::Put(store, {{.account_id = "1", .service = store::ServiceState::kSuspended}});
       }},
      {"clock",
       [](store::Store& store) {
         store.ChangeClock("1", kNow, [](const store::AccountClock&) {
           return store::AccountClock{.offset = std::chrono::hours{1}};
         });
       }},
      {"faults",
       [](store::Store& store) {
         store.ChangeFaults("1", [](auto& faults) { faults.emplace_back(); });
       }},
      {"deletion", [](store::Store& store) { CHECK(store.Delete("1")); }},
      {"another account's reset",
       [](store::Store& store) {
         CHECK(store.CreateJob("2", {.job_id = "new", .created_at = kNow}));
         CHECK(store.Reset("2", kNow));
       }},
      {"reset", [](store::Store& store) {
         CHECK(store.CreateJob("2", {.job_id = "new", .created_at = kNow}));
         store.Reset(kNow);
       }}};
  for (const auto& [name, change] : changes) {
    CAPTURE(name);
    const auto store = NewStore();
    const auto before = store->FindAccessKey("k");
    change(*store);
    const auto after = store->FindAccessKey("k");
    CHECK(after != before);
    CHECK(before->access_key.access_key_secret == "secret of k");  // whoever has it keeps it
    CHECK((after == nullptr) == (name == "deletion"));
    if (name == "secret") CHECK(after->access_key.access_key_secret == "new");
    if (name == "service") CHECK(after->caller.service == store::ServiceState::kSuspended);
    if (name == "clock") CHECK(after->caller.clock.offset == std::chrono::hours{1});
    if (name == "faults") CHECK(after->caller.has_faults);
  }
}

TEST_CASE("a change that fails leaves the access key as it was") {
  const auto store = NewStore();
  CHECK(store->FindAccessKey("k")->access_key.active);
  CHECK_FALSE(store->Upsert({{.account_id = "1", .access_keys = {{"k", "new", {}, false}}},
                             test::AccountWith("2", {}, {"k"})},
                            kNow));
  CHECK(store->FindAccessKey("k")->access_key.active);
  CHECK(store->FindAccessKey("k")->access_key.access_key_secret == "secret of k");
}

TEST_CASE("an access key that goes and comes with a reset is the one that is there") {
  const auto store = NewStore();
  CHECK(store->FindAccessKey("k"));
  CHECK(store->Delete("1"));
  CHECK_FALSE(store->FindAccessKey("k"));
  test::Put(*store, {test::AccountWith("3", {}, {"k"})});
  CHECK(store->FindAccessKey("k")->caller.account_id == "3");
  store->Reset(kNow);
  CHECK(store->FindAccessKey("k")->caller.account_id == "1");
}

TEST_CASE("more access keys than are kept are all found") {
  const auto store = test::OpenStore("");
  std::vector<std::string> ids;
  for (int i = 0; i < 600; ++i) ids.push_back("key " + std::to_string(i));
  test::Put(*store, {test::AccountWith("1", {}, ids)});
  for (int round = 0; round < 2; ++round) {
    for (const std::string& id : ids) {
      const auto key = store->FindAccessKey(id);
      REQUIRE(key);
      CHECK(key->access_key.access_key_id == id);
    }
  }
}

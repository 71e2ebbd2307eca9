// What fixtures that have changed do to a store that clients have used.
#include <doctest/doctest.h>

#include "store/sample_records.h"
#include "support/temp_directory.h"

using namespace fake_ice;
using store::AccountRecord;
using test::AccountWith;

namespace {

const base::Moment kNow{std::chrono::milliseconds{1'000'000}};

store::JobRecord Job(const std::string& id, store::JobStatus status = store::JobStatus::kCreated) {
  return {.job_id = id, .status = status};
}

store::JobRecord Submitted() {
  store::JobRecord job = Job("submitted");
  job.created_at = kNow;
  return job;
}

std::string JobsOf(store::Store& store, const std::string& account_id) {
  std::string ids;
  for (const store::JobRecord& job : store.ReadJobs(account_id, "", 100)) ids += job.job_id + ' ';
  return ids;
}

void Poll(store::Store& store, const std::string& job_id) {
  CHECK(store.PollJob("1", job_id, kNow, [](store::JobRecord&) {}));
}

void Revise(store::Store& store, const store::Revision& revision) {
  const auto revised = store.Revise(revision, kNow);
  REQUIRE_MESSAGE(revised, revised.error());
}

std::unique_ptr<store::Store> Started(const std::string& path = {}) {
  auto store = store::Store::Start(
      path, {AccountWith("1", {Job("kept"), Job("gone"), Job("changed")}, {"old", "stays"})}, kNow);
  REQUIRE(store);
  return std::move(*store);
}

const store::Revision kRevision{
    .set = {AccountWith("1", {Job("changed", store::JobStatus::kFailed), Job("new")}, {"fresh"})},
    .removed = {{.account_id = "1", .access_key_ids = {"old"}, .job_ids = {"gone"}}}};

void CheckIsRevised(store::Store& store) {
  CHECK((store.FindJob("1", "changed")->status == store::JobStatus::kFailed));
  CHECK(store.FindAccessKey("old") == nullptr);
  CHECK(store.FindAccessKey("stays") != nullptr);
  CHECK(store.FindAccessKey("fresh") != nullptr);
}

}  // namespace

TEST_CASE("a revision changes what it names, and what clients did stays") {
  const test::TempDirectory directory;
  for (const std::string& path : {std::string(), directory / "store.db"}) {
    CAPTURE(path);
    const auto store = Started(path);
    REQUIRE(store->CreateJob("1", Submitted()));
    Poll(*store, "kept");
    Poll(*store, "changed");
    Revise(*store, kRevision);
    CheckIsRevised(*store);
    CHECK(JobsOf(*store, "1") == "changed kept new submitted ");
    CHECK(store->FindJob("1", "kept")->polls == 1);
    CHECK(store->FindJob("1", "changed")->polls == 0);
  }
}

TEST_CASE("a reset goes back to the newest revision, of everything and of one account") {
  const test::TempDirectory directory;
  for (const std::string& path : {std::string(), directory / "store.db"}) {
    CAPTURE(path);
    const auto store = Started(path);
    Revise(*store, kRevision);
    Revise(*store, {.set = {AccountWith("2", {Job("second")}, {"another"})}, .removed = {}});
    for (int round = 0; round < 2; ++round) {
      for (const bool of_one : {true, false}) {
        REQUIRE(store->CreateJob("1", Submitted()));
        REQUIRE(store->CreateJob("2", Submitted()));
        CHECK(store->DeleteJob("1", "new"));
        Poll(*store, "kept");
        if (of_one) {
          CHECK(store->Reset("1", kNow).value());
          CHECK(JobsOf(*store, "2") == "second submitted ");
          CHECK(store->Reset("2", kNow).value());
        } else {
          store->Reset(kNow);
        }
        CheckIsRevised(*store);
        CHECK(JobsOf(*store, "1") == "changed kept new ");
        CHECK(JobsOf(*store, "2") == "second ");
        CHECK(store->FindJob("1", "kept")->polls == 0);
      }
    }
  }
}

TEST_CASE("a revision that cannot be made changes nothing") {
  const auto store = Started();
  REQUIRE(store->Create(AccountWith("3", {}, {"taken"}), kNow));
  store::Revision revision = kRevision;
  revision.set.push_back(AccountWith("2", {}, {"taken"}));
  const auto revised = store->Revise(revision, kNow);
  REQUIRE_FALSE(revised);
  CHECK(revised.error() == "the AccessKeyId taken belongs to another account");
  CHECK(JobsOf(*store, "1") == "changed gone kept ");
  CHECK(store->FindAccessKey("old") != nullptr);
  store->Reset(kNow);
  CHECK(JobsOf(*store, "1") == "changed gone kept ");
}

TEST_CASE("an account goes unless clients have jobs there, and its keys in any case") {
  const auto store = store::Store::Start(
      "", {AccountWith("1", {Job("j")}, {"one"}), AccountWith("2", {Job("j")}, {"two"})}, kNow);
  REQUIRE(store);
  REQUIRE((*store)->CreateJob("2", Submitted()));
  store::Revision revision;
  for (const auto& [id, key] : {std::pair("1", "one"), std::pair("2", "two")}) {
    revision.removed.push_back(
        {.account_id = id, .access_key_ids = {key}, .job_ids = {"j"}, .account = true});
  }
  // What was theirs may be another's.
  revision.set = {AccountWith("3", {}, {"one"})};
  Revise(**store, revision);
  CHECK_FALSE((*store)->FindAccount("1"));
  CHECK((*store)->FindAccount("2"));
  CHECK(JobsOf(**store, "2") == "submitted ");
  CHECK((*store)->FindAccessKey("two") == nullptr);
  CHECK((*store)->FindAccessKey("one")->caller.account_id == "3");
  (*store)->Reset(kNow);
  CHECK_FALSE((*store)->FindAccount("2"));
  CHECK((*store)->FindAccessKey("one")->caller.account_id == "3");
}

// What holds for a store in memory and for one in a file alike.

#include "store/store.h"

#include <doctest/doctest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "store/sample_records.h"
#include "support/temp_directory.h"

using namespace fake_ice;
using store::JobStatus;
using test::AccountWith;
using test::FullJob;
using test::OpenStore;

namespace {

/// Runs `check` on an empty store in memory and on one in a file.
template <typename Check>
void OnBothStores(Check check) {
  const test::TempDirectory directory;
  for (const std::string& path : {std::string(), directory / "store.db"}) {
    CAPTURE(path);
    check(*OpenStore(path));
  }
}

}  // namespace

TEST_CASE("a job comes back as it was put in, every field of it") {
  OnBothStores([](store::Store& store) {
    test::Put(store, {AccountWith("1", {FullJob("j")})});
    const auto job = store.FindJob("1", "j");
    REQUIRE(job);
    CHECK(test::Show(*job) == test::Show(FullJob("j")));
  });
}

TEST_CASE("no value and an empty text are different things") {
  OnBothStores([](store::Store& store) {
    test::Put(store, {AccountWith("1", {{.job_id = "none"},
                                        {.job_id = "empty",
                                         .app_id = "",
                                         .app_params = "",
                                         .production_id = "",
                                         .folder_id = "",
                                         .images = {{std::nullopt, ""}, {"", std::nullopt}}}})});
    const auto none = store.FindJob("1", "none");
    REQUIRE(none);
    CHECK_FALSE(none->app_id);
    CHECK_FALSE(none->app_params);
    CHECK_FALSE(none->production_id);
    CHECK_FALSE(none->folder_id);
    CHECK_FALSE(none->execution_start_time);
    CHECK_FALSE(none->execution_finish_time);
    const auto empty = store.FindJob("1", "empty");
    REQUIRE(empty);
    CHECK(empty->app_id == "");
    CHECK(empty->app_params == "");
    CHECK(empty->folder_id == "");
    REQUIRE(empty->images.size() == 2);
    CHECK_FALSE(empty->images[0].media_id);
    CHECK(empty->images[0].output_url == "");
    CHECK(empty->images[1].media_id == "");
    CHECK_FALSE(empty->images[1].output_url);
  });
}

TEST_CASE("times before 1970 and in the far future come back") {
  OnBothStores([](store::Store& store) {
    store::JobRecord job{.job_id = "j"};
    job.execution_start_time = base::Moment(std::chrono::milliseconds(-62'135'596'800'000));
    job.execution_finish_time = base::Moment(std::chrono::milliseconds(253'402'300'799'999));
    test::Put(store, {AccountWith("1", {job})});
    const auto found = store.FindJob("1", "j");
    CHECK(found->execution_start_time == job.execution_start_time);
    CHECK(found->execution_finish_time == job.execution_finish_time);
  });
}

TEST_CASE("a job that is put in again is replaced whole, its outputs included") {
  OnBothStores([](store::Store& store) {
    test::Put(store, {AccountWith("1", {FullJob("j"), FullJob("other")})});
    test::Put(store, {AccountWith("1", {{.job_id = "j", .status = JobStatus::kFailed}})});
    const auto job = store.FindJob("1", "j");
    REQUIRE(job);
    CHECK(test::Show(*job) == test::Show({.job_id = "j", .status = JobStatus::kFailed}));
    CHECK(test::Show(*store.FindJob("1", "other")) == test::Show(FullJob("other")));
  });
}

TEST_CASE("of two records for one job in a batch the later one counts") {
  OnBothStores([](store::Store& store) {
    test::Put(store, {AccountWith("1", {FullJob("j")}),
                      AccountWith("1", {{.job_id = "j", .status = JobStatus::kQueuing}})});
    CHECK(store.FindJob("1", "j")->status == JobStatus::kQueuing);
    CHECK(store.FindJob("1", "j")->images.empty());
  });
}

TEST_CASE("an account that comes again without jobs and keys keeps those it has") {
  OnBothStores([](store::Store& store) {
    test::Put(store, {AccountWith("1", {FullJob("j")}, {"k"})});
    test::Put(store, {AccountWith("1", {})});
    CHECK(store.FindJob("1", "j"));
    CHECK(store.FindAccessKey("k"));
  });
}

TEST_CASE("a job of another account is not found") {
  OnBothStores([](store::Store& store) {
    test::Put(store, {AccountWith("1", {FullJob("mine")}),
                      AccountWith("2", {{.job_id = "theirs", .status = JobStatus::kFailed},
                                        {.job_id = "mine", .status = JobStatus::kFailed}})});
    CHECK_FALSE(store.FindJob("1", "theirs"));
    CHECK_FALSE(store.FindJob("3", "mine"));
    CHECK_FALSE(store.FindJob("", "mine"));
    CHECK(store.FindJob("1", "mine")->status == JobStatus::kFinished);
    CHECK(store.FindJob("2", "mine")->status == JobStatus::kFailed);
    CHECK(store.FindJob("2", "mine")->images.empty());
  });
}

TEST_CASE("ids are compared byte by byte") {
  OnBothStores([](store::Store& store) {
    test::Put(store, {AccountWith("1", {FullJob("Job")}, {"Key"})});
    for (const std::string id : {"job", "JOB", "Job ", " Job", "Jo", "Job1", "J%", "J_b", "*"}) {
      CAPTURE(id);
      CHECK_FALSE(store.FindJob("1", id));
    }
    CHECK_FALSE(store.FindAccessKey("key"));
    CHECK_FALSE(store.FindAccessKey("Key "));
    CHECK_FALSE(store.FindAccessKey(""));
  });
}

TEST_CASE("an access key keeps its secret, its state and its account") {
  OnBothStores([](store::Store& store) {
    test::Put(
        store,
        {{.account_id = "1",
          .access_keys = {{"active", "secret 1", {}, true}, {"inactive", "secret 2", {}, false}}},
         {.account_id = "2", .access_keys = {{"foreign", "secret 3", {}, true}}}});
    CHECK(store.FindAccessKey("active")->access_key.access_key_secret == "secret 1");
    CHECK(store.FindAccessKey("active")->access_key.access_key_id == "active");
    CHECK(store.FindAccessKey("active")->access_key.active);
    CHECK_FALSE(store.FindAccessKey("inactive")->access_key.active);
    CHECK(store.FindAccessKey("foreign")->caller.account_id == "2");
    CHECK_FALSE(store.FindAccessKey("unknown"));
  });
}

TEST_CASE("an access key that is put in again is replaced") {
  OnBothStores([](store::Store& store) {
    test::Put(store, {AccountWith("1", {}, {"k"})});
    test::Put(store, {{.account_id = "1", .access_keys = {{"k", "new secret", {}, false}}}});
    const auto key = store.FindAccessKey("k");
    REQUIRE(key);
    CHECK(key->access_key.access_key_secret == "new secret");
    CHECK_FALSE(key->access_key.active);
  });
}

TEST_CASE("an access key of another account is a conflict, and nothing changes") {
  OnBothStores([](store::Store& store) {
    test::Put(store, {AccountWith("1", {}, {"k"})});
    const auto key = store.Upsert({AccountWith("2", {FullJob("j")}, {"k"})}, test::kAdded);
    REQUIRE_FALSE(key);
    CHECK(key.error() == "the AccessKeyId k belongs to another account");
    CHECK_FALSE(store.Upsert(
        {{.account_id = "2", .sessions = {{.access_key = {.access_key_id = "k"}}}}}, test::kAdded));
    CHECK_FALSE(store.FindAccount("2"));
    CHECK_FALSE(store.FindJob("2", "j"));
    CHECK(store.FindAccessKey("k")->caller.account_id == "1");
  });
}

TEST_CASE("more than ten outputs keep their order") {
  OnBothStores([](store::Store& store) {
    store::JobRecord job{.job_id = "j"};
    for (int i = 0; i < 25; ++i) {
      job.images.push_back({"i" + std::to_string(i), "u"});
      job.audios.push_back({"a" + std::to_string(i), "u"});
    }
    test::Put(store, {AccountWith("1", {job})});
    CHECK(test::Show(*store.FindJob("1", "j")) == test::Show(job));
  });
}

TEST_CASE("ids that look like SQL are only ids") {
  OnBothStores([](store::Store& store) {
    test::Put(store, {AccountWith("1", {FullJob("j")}, {"k"})});
    for (const std::string id :
         {"' OR '1'='1", "j' --", "'; DROP TABLE job; --", "\"; DELETE FROM job; --", "?1", ":id",
          "j\\", "%", "x'00'", "NULL", "j/*", "1) UNION SELECT 1,2,3,4,5,6,7 --"}) {
      CAPTURE(id);
      CHECK_FALSE(store.FindJob("1", id));
      CHECK_FALSE(store.FindJob(id, "j"));
      CHECK_FALSE(store.FindAccessKey(id));
      test::Put(store, {AccountWith(id, {FullJob(id)}, {id})});
      CHECK(test::Show(*store.FindJob(id, id)) == test::Show(FullJob(id)));
      CHECK(store.FindAccessKey(id)->caller.account_id == id);
    }
    CHECK(test::Show(*store.FindJob("1", "j")) == test::Show(FullJob("j")));
  });
}

TEST_CASE("texts keep zero bytes and bytes that are not UTF-8") {
  OnBothStores([](store::Store& store) {
    const std::string with_zero("a\0b", 3);
    store::JobRecord job = FullJob(with_zero);
    job.app_params = std::string("\0\xFF\0", 3);
    job.images = {{with_zero, std::string(1, '\0')}};
    test::Put(store,
              {AccountWith(with_zero, {job, {.job_id = "a"}, {.job_id = std::string(1, '\0')}},
                           {with_zero})});
    CHECK(test::Show(*store.FindJob(with_zero, with_zero)) == test::Show(job));
    CHECK(store.FindJob(with_zero, "a")->images.empty());
    CHECK(store.FindJob(with_zero, std::string(1, '\0')));
    CHECK_FALSE(store.FindJob(with_zero, ""));
    CHECK_FALSE(store.FindJob("a", "a"));
    CHECK_FALSE(store.FindAccessKey("a"));
    CHECK(store.FindAccessKey(with_zero)->caller.account_id == with_zero);
  });
}

TEST_CASE("a batch with one impossible record changes nothing") {
  OnBothStores([](store::Store& store) {
    test::Put(store, {AccountWith("1", {FullJob("j")}, {"k"})});
    const store::AccountRecord good =
        AccountWith("1", {{.job_id = "j", .status = JobStatus::kFailed}, FullJob("new")}, {"new"});
    CHECK_THROWS_AS(test::Put(store, {good, AccountWith("2", {{.job_id = ""}})}), std::exception);
    CHECK_THROWS_AS(test::Put(store, {good, AccountWith("", {})}), std::exception);
    CHECK(test::Show(*store.FindJob("1", "j")) == test::Show(FullJob("j")));
    CHECK_FALSE(store.FindJob("1", "new"));
    CHECK_FALSE(store.FindAccessKey("new"));
    test::Put(store, {good});  // and the store still works
    CHECK(store.FindJob("1", "new"));
  });
}

TEST_CASE("a text of some megabytes comes back") {
  OnBothStores([](store::Store& store) {
    store::JobRecord job{.job_id = "j"};
    job.app_params = std::string(std::size_t{4} << 20U, 'x');
    test::Put(store, {AccountWith("1", {job})});
    CHECK(store.FindJob("1", "j")->app_params == job.app_params);
  });
}

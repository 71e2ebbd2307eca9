// A store that an earlier fake-ice wrote.
#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>

#include "store/database.h"
#include "store/old_stores.h"
#include "store/sample_records.h"
#include "store/schema_text.h"
#include "support/files.h"
#include "support/temp_directory.h"

using namespace fake_ice;

TEST_CASE("a store of version 1 is brought up to date with everything that it holds") {
  const test::TempDirectory directory;
  const std::string path = directory / "store.db";
  test::WriteVersion1(path);
  for (int times = 0; times < 2; ++times) {
    const auto store = test::OpenStore(path);
    const auto job = store->FindJob("1", "j");
    REQUIRE(job);
    CHECK(job->polls == 3);
    CHECK(job->images.at(0).media_id == "m");
    CHECK(!job->images.at(0).file);
    CHECK(!job->images.at(0).expires_after);
    CHECK(store->FindAccount("1")->clock.offset == std::chrono::seconds{5});
    CHECK(store->ReadFaults("1").size() == static_cast<std::size_t>(times));
    CHECK(store->ChangeFaults("1", [](auto& faults) { faults.emplace_back(); }));
  }
  SQLite::Database database(path);
  CHECK(database.execAndGet("PRAGMA user_version").getInt() == store::kSchemaVersion);
}

TEST_CASE("a store of version 2 keeps all but its bearer tokens, and sessions get a name") {
  const test::TempDirectory directory;
  const std::string path = directory / "store.db";
  test::WriteVersion2(path);
  {
    const auto store = test::OpenStore(path);
    CHECK(store->FindAccessKey("STS.s")->caller.session_name == store::kDefaultRoleSessionName);
    const auto user = store->FindAccessKey("k");
    REQUIRE(user);
    CHECK(user->caller.session_name.empty());
    CHECK_FALSE(user->caller.strict_apps);
    const auto faults = store->ReadFaults("1");
    REQUIRE(faults.size() == 1);
    CHECK(faults[0].delay == std::chrono::milliseconds{5});
    CHECK(faults[0].headers.empty());
  }
  SQLite::Database database(path);
  CHECK(database.execAndGet("SELECT count(*) FROM sqlite_schema WHERE name LIKE '%bearer%'")
            .getInt() == 0);
}

TEST_CASE("a store that took every step is the one that is made in one") {
  const test::TempDirectory directory;
  test::OpenStore(directory / "new.db");
  SQLite::Database new_one(directory / "new.db");
  const std::string made = test::SchemaOf(new_one);
  CHECK(made.starts_with(std::to_string(store::kSchemaVersion) + ' ' +
                         std::to_string(store::kApplicationId) + '\n'));
  CHECK(made.find("expires_after INTEGER CHECK(expires_after > 0)") != std::string::npos);
  const std::vector<void (*)(const std::string&)> versions{
      &test::WriteVersion1, &test::WriteVersion2, &test::WriteVersion4, &test::WriteVersion7};
  for (std::size_t i = 0; i < versions.size(); ++i) {
    CAPTURE(i);
    const std::string path = directory / (std::to_string(i) + ".db");
    versions[i](path);
    test::OpenStore(path);
    SQLite::Database migrated(path);
    CHECK(test::SchemaOf(migrated) == made);
  }
}

TEST_CASE("a store of version 1 tells when the reads happened that steps waited for") {
  const test::TempDirectory directory;
  test::WriteVersion1(directory / "store.db");
  const auto store = test::OpenStore(directory / "store.db");
  const auto moments = [&](const char* job_id) {
    const auto job = store->FindJob("1", job_id).value();
    CHECK(!job.execution_start_time);
    CHECK(!job.execution_finish_time);
    std::string text;
    for (const store::PollMoment& moment : job.poll_moments) {
      text += std::to_string(moment.polls) + ": " +
              std::to_string(moment.at.time_since_epoch().count()) + ' ';
    }
    return text;
  };
  CHECK(moments("read") == "1: 100 3: 300 ");
  CHECK(moments("done") == "2: 700 ");
  CHECK(moments("timed").empty());
}

TEST_CASE("a store of version 4 keeps everything, and its long texts lie apart") {
  const test::TempDirectory directory;
  const std::string path = directory / "store.db";
  test::WriteVersion4(path);
  {
    const auto store = test::OpenStore(path);
    CHECK(store->FindJob("1", "short")->app_params == "{}");
    CHECK_FALSE(store->FindJob("1", "none")->app_params);
    CHECK(store->FindJob("1", "long")->app_params == std::string(600, 'x'));
    CHECK(store->FindJob("1", "lives")->timeline.size() == 102);
    // Of the others, none has this status.
    CHECK(store->ReadPossibleJobs("1", store::JobStatus::kFinished, "", 10).size() == 1);
    CHECK(store->FindAccessKey("k")->caller.policies == "[7]");
    const auto app = store->FindApp("1", "a");
    REQUIRE(app);
    CHECK(app->timeline.size() == 2);
    CHECK(app->parameters.at(0).pattern == "[a-z]+");
    CHECK(app->images.at(0).media_id == "m");
    const store::FaultRecord fault = store->ReadFaults("1").at(0);
    CHECK(fault.skip == 2);
    CHECK(fault.matched == 3);
    CHECK(fault.fired == 1);
    CHECK(fault.error->message == "text");
    CHECK(fault.headers.begin()->value == "y");
    CHECK(store->Delete("1"));
  }
  SQLite::Database database(path);
  CHECK(database.execAndGet("SELECT count(*) FROM pragma_foreign_key_check").getInt() == 0);
  CHECK(database.execAndGet("SELECT count(*) FROM job_text").getInt() == 0);
}

TEST_CASE("a store of version 7 keeps its faults, and new ones may reject TLS") {
  const test::TempDirectory directory;
  const std::string path = directory / "store.db";
  test::WriteVersion7(path);
  {
    SQLite::Database old(path, SQLite::OPEN_READWRITE);
    CHECK_THROWS_AS(old.exec("UPDATE fault SET connection = 'TlsReject'"), SQLite::Exception);
  }
  const auto reject = [](std::vector<store::FaultRecord>& faults) {
    REQUIRE(faults.size() == 1);
    CHECK((faults[0].connection == store::ConnectionFault::kStall));
    CHECK(faults[0].matched == 3);
    faults.push_back({.connection = store::ConnectionFault::kTlsReject});
  };
  CHECK(test::OpenStore(path)->ChangeFaults("1", reject));
  const auto faults = test::OpenStore(path)->ReadFaults("1");
  REQUIRE(faults.size() == 2);
  CHECK((faults[1].connection == store::ConnectionFault::kTlsReject));
  SQLite::Database database(path, SQLite::OPEN_READWRITE);
  CHECK_THROWS_AS(database.exec("UPDATE fault SET connection = 'Else'"), SQLite::Exception);
}

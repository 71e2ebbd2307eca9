// A store that an earlier fake-ice wrote.
#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>

#include "store/database.h"
#include "store/sample_records.h"
#include "support/files.h"
#include "support/temp_directory.h"

using namespace fake_ice;

namespace {

/// A store of version 2 with what version 3 changes: a session, a fault and bearer tokens.
void WriteVersion2(const std::string& path) {
  SQLite::Database database(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  for (const char* file : {"001_accounts_and_jobs.sql", "002_faults_files_and_links.sql"}) {
    database.exec(test::ReadFile(test::SourceDirectory() / "schema" / file));
  }
  database.exec("PRAGMA application_id = " + std::to_string(store::kApplicationId));
  database.exec("PRAGMA user_version = 2");
  database.exec(
      "INSERT INTO account (account_id) VALUES ('1');"
      "INSERT INTO principal VALUES ('1', 'u', 'User', 'poller', '[]', NULL);"
      "INSERT INTO principal VALUES ('1', 'session STS.s', 'Role', 'worker', '[]', NULL);"
      "INSERT INTO access_key VALUES ('STS.s', '1', 'session STS.s', 'x', '', 'Active', 't', NULL);"
      "INSERT INTO access_key VALUES ('k', '1', 'u', 'x', '', 'Active', NULL, NULL);"
      "INSERT INTO bearer_token VALUES ('b', '1', 'u', NULL);"
      "INSERT INTO fault (account_id, position, skip, probability, seed, delay, matched, fired)"
      " VALUES ('1', 0, 0, 1, 0, 5, 0, 0)");
}

/// A store of version 1 with a job that was read three times.
void WriteVersion1(const std::string& path) {
  SQLite::Database database(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  database.exec(test::ReadFile(test::SourceDirectory() / "schema/001_accounts_and_jobs.sql"));
  database.exec("PRAGMA application_id = " + std::to_string(store::kApplicationId));
  database.exec("PRAGMA user_version = 1");
  database.exec(
      "INSERT INTO account (account_id, clock_offset) VALUES ('1', 5000);"
      "INSERT INTO job (account_id, job_id, status, created_at, polls)"
      " VALUES ('1', 'j', 'Finished', 1770375198809, 3);"
      "INSERT INTO job_output VALUES ('1', 'j', 'Image', 0, 'm', NULL);"
      // What version 1 kept of the first looks at states that waited for reads.
      "INSERT INTO job (account_id, job_id, status, timeline, created_at, polls,"
      " execution_start_time, execution_finish_time) VALUES"
      " ('1', 'read', 'Created', 'Created Queuing*1 Executing*3 Finished+5000*8', 100, 4, 300, "
      "NULL),"
      " ('1', 'done', 'Created', 'Created Executing+500 Failed*2', 100, 9, 600, 700),"
      " ('1', 'timed', 'Created', 'Created Executing+500 Finished+900', 100, 2, 600, 1000)");
}

/// A store of version 4 with short and long texts of jobs, a user, an app and a fault.
void WriteVersion4(const std::string& path) {
  SQLite::Database database(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  for (const char* file :
       {"001_accounts_and_jobs.sql", "002_faults_files_and_links.sql",
        "003_strict_apps_session_names_fault_headers.sql", "004_moments_of_reads.sql"}) {
    database.exec(test::ReadFile(test::SourceDirectory() / "schema" / file));
  }
  database.exec("PRAGMA application_id = " + std::to_string(store::kApplicationId));
  database.exec("PRAGMA user_version = 4");
  database.exec(
      "INSERT INTO account (account_id) VALUES ('1');"
      "INSERT INTO principal (account_id, principal_id, kind, name, policies)"
      " VALUES ('1', 'u', 'User', 'poller', '[7]');"
      "INSERT INTO access_key VALUES ('k', '1', 'u', 'x', '', 'Active', NULL, NULL);"
      "INSERT INTO app (account_id, app_id, timeline) VALUES ('1', 'a', 'Created Finished+5');"
      "INSERT INTO app_parameter VALUES ('1', 'a', 0, 'p', 'String', 1, '[a-z]+', NULL, NULL);"
      "INSERT INTO app_output (account_id, app_id, kind, position, media_id)"
      " VALUES ('1', 'a', 'Image', 0, 'm');"
      "INSERT INTO fault (account_id, position, skip, probability, seed, delay, matched, fired,"
      " error_code, error_message, headers) VALUES ('1', 0, 2, 1, 0, 5, 3, 1, 'c', 'text', "
      "'x:y\n');"
      "INSERT INTO job (account_id, job_id, status, created_at, app_params) VALUES"
      " ('1', 'short', 'Created', 1, '{}'), ('1', 'none', 'Created', 1, NULL),"
      " ('1', 'long', 'Created', 1, printf('%.*c', 600, 'x'));"
      "INSERT INTO job (account_id, job_id, status, created_at, timeline) VALUES ('1', 'lives',"
      " 'Created', 1, 'Created' || replace(printf('%.*c', 100, 'x'), 'x', ' Queuing+1000')"
      " || ' Finished+9000');");
}

}  // namespace

TEST_CASE("a store of version 1 is brought up to date with everything that it holds") {
  const test::TempDirectory directory;
  const std::string path = directory / "store.db";
  WriteVersion1(path);
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
  WriteVersion2(path);
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

TEST_CASE("a migrated store has the tables of a new one") {
  const test::TempDirectory directory;
  WriteVersion1(directory / "old.db");
  test::OpenStore(directory / "old.db");
  test::OpenStore(directory / "new.db");
  const auto tables = [](const std::string& path) {
    SQLite::Database database(path);
    SQLite::Statement read(database, "SELECT name, sql FROM sqlite_schema ORDER BY name");
    std::string text;
    while (read.executeStep()) {
      text += read.getColumn(0).getString() + ": " + read.getColumn(1).getString() + '\n';
    }
    return text;
  };
  const std::string migrated = tables(directory / "old.db");
  CHECK(migrated.find("expires_after") != std::string::npos);
  CHECK(migrated == tables(directory / "new.db"));
}

TEST_CASE("a store of version 1 tells when the reads happened that steps waited for") {
  const test::TempDirectory directory;
  WriteVersion1(directory / "store.db");
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
  WriteVersion4(path);
  {
    const auto store = test::OpenStore(path);
    CHECK(store->FindJob("1", "short")->app_params == "{}");
    CHECK_FALSE(store->FindJob("1", "none")->app_params);
    CHECK(store->FindJob("1", "long")->app_params == std::string(600, 'x'));
    CHECK(store->FindJob("1", "lives")->timeline.size() == 102);
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
    CHECK(fault.headers.at(0).value == "y");
    CHECK(store->Delete("1"));
  }
  SQLite::Database database(path);
  CHECK(database.execAndGet("SELECT count(*) FROM pragma_foreign_key_check").getInt() == 0);
  CHECK(database.execAndGet("SELECT count(*) FROM job_text").getInt() == 0);
}

#include "store/old_stores.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <array>

#include "store/database.h"
#include "support/files.h"

namespace fake_ice::test {
namespace {

/// Makes a store as a fake-ice of that version did, from the schema's files up to it.
SQLite::Database Make(const std::string& path, std::size_t version) {
  constexpr std::array kFiles{"001_accounts_and_jobs.sql",
                              "002_faults_files_and_links.sql",
                              "003_strict_apps_session_names_fault_headers.sql",
                              "004_moments_of_reads.sql",
                              "005_long_values_apart.sql",
                              "006_jobs_by_status.sql",
                              "007_cheap_checks.sql"};
  SQLite::Database database(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  for (std::size_t i = 0; i < version; ++i) {
    database.exec(ReadFile(SourceDirectory() / "schema" / kFiles.at(i)));
  }
  database.exec("PRAGMA application_id = " + std::to_string(store::kApplicationId));
  database.exec("PRAGMA user_version = " + std::to_string(version));
  return database;
}

}  // namespace

void WriteVersion2(const std::string& path) {
  SQLite::Database database = Make(path, 2);
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

void WriteVersion1(const std::string& path) {
  SQLite::Database database = Make(path, 1);
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

void WriteVersion4(const std::string& path) {
  SQLite::Database database = Make(path, 4);
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

void WriteVersion7(const std::string& path) {
  SQLite::Database database = Make(path, 7);
  database.exec(
      "INSERT INTO account (account_id) VALUES ('1');"
      "INSERT INTO fault (account_id, position, skip, probability, seed, delay, connection,"
      " matched, fired) VALUES ('1', 0, 0, 1, 0, 0, 'Stall', 3, 1)");
}

}  // namespace fake_ice::test

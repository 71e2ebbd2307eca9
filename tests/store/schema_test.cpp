// The schema as people use it: with SQLite's own command line tool, when that is installed.

#include <doctest/doctest.h>
#include <stdio.h>

#include <cstdlib>
#include <set>
#include <string>

#include "store/database.h"
#include "store/sample_records.h"
#include "store/schema_text.h"
#include "support/files.h"
#include "support/temp_directory.h"

using namespace fake_ice;

namespace {

bool HasTool() {
  return std::system("sqlite3 -version >/dev/null 2>&1") == 0;
}

/// What `sqlite3` prints for `sql`, errors included.
std::string RunTool(const std::string& database, const std::string& sql) {
  const std::string command = "sqlite3 -batch '" + database + "' \"" + sql + "\" 2>&1";
  FILE* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string output;
  char buffer[4096];
  for (std::size_t size = 0; (size = fread(buffer, 1, sizeof buffer, pipe)) > 0;) {
    output.append(buffer, size);
  }
  pclose(pipe);
  return output;
}

const std::string kTables = "SELECT type, name, sql FROM sqlite_schema ORDER BY name";

}  // namespace

TEST_CASE("the schema files apply with the sqlite3 tool and give the tables that a store has") {
  if (!HasTool()) {
    MESSAGE("sqlite3 is not installed");
    return;
  }
  const test::TempDirectory directory;
  std::set<std::string> steps;
  for (const auto& file : std::filesystem::directory_iterator(test::SourceDirectory() / "schema")) {
    const bool is_current = file.path().filename() == "current.sql";
    if (file.path().extension() == ".sql" && !is_current) steps.insert(file.path().string());
  }
  REQUIRE(steps.size() == store::kSchemaVersion);
  const std::string current = (test::SourceDirectory() / "schema/current.sql").string();
  CHECK(RunTool(directory / "at_once.db", ".read '" + current + "'") == "");
  for (const std::string& step : steps) {
    CHECK(RunTool(directory / "by_steps.db", ".read '" + step + "'") == "");
  }
  test::OpenStore(directory / "store.db");
  const std::string tables = RunTool(directory / "store.db", kTables);
  CHECK(tables.find("job_output") != std::string::npos);
  CHECK(tables == RunTool(directory / "at_once.db", kTables));
  CHECK(test::WithoutLayout(tables) ==
        test::WithoutLayout(RunTool(directory / "by_steps.db", kTables)));
}

TEST_CASE("a store can be read with the sqlite3 tool once it is closed") {
  if (!HasTool()) return;
  const test::TempDirectory directory;
  test::Put(*test::OpenStore(directory / "store.db"),
            {test::AccountWith("1", {test::FullJob("j")})});
  CHECK(RunTool(directory / "store.db", "SELECT job_id, status, execution_start_time FROM job") ==
        "j|Finished|1770375198809\n");
}

TEST_CASE("the tables refuse what no job can be") {
  if (!HasTool()) return;
  const test::TempDirectory directory;
  const std::string path = directory / "store.db";
  test::Put(*test::OpenStore(path), {test::AccountWith("1", {test::FullJob("j")})});
  for (const std::string sql :
       {"INSERT INTO job (account_id, job_id, status) VALUES ('1', '', 'Created')",
        "INSERT INTO job (account_id, job_id, status) VALUES ('1', 'x', 'Done')",
        "INSERT INTO job (account_id, job_id, status) VALUES ('1', 'j', 'Created')",
        "INSERT INTO job (account_id, job_id, status) VALUES ('1', 'x', NULL)",
        "UPDATE job SET execution_start_time = 'yesterday'",
        "PRAGMA foreign_keys = ON; INSERT INTO job (account_id, job_id, status)"
        " VALUES ('no such account', 'x', 'Created')",
        "INSERT INTO job_output (account_id, job_id, kind, position) VALUES ('1', 'j', 'Text', 0)",
        "INSERT INTO job_output (account_id, job_id, kind, position) VALUES ('1', 'j', 'Image', "
        "-1)",
        "INSERT INTO account (account_id) VALUES ('')",
        "INSERT INTO access_key VALUES ('k', '1', NULL, 's', '', 'Off', NULL, "
        "NULL)"}) {
    CAPTURE(sql);
    const std::string answer = RunTool(path, sql);
    CAPTURE(answer);
    CHECK((answer.find("constraint failed") != std::string::npos ||
           answer.find("cannot store TEXT value") != std::string::npos));
  }
}

TEST_CASE("deleting an account takes its keys, jobs and outputs along") {
  if (!HasTool()) return;
  const test::TempDirectory directory;
  const std::string path = directory / "store.db";
  test::Put(*test::OpenStore(path), {test::AccountWith("1", {test::FullJob("j")}, {"k"}),
                                     test::AccountWith("2", {test::FullJob("j")})});
  CHECK(RunTool(path,
                "PRAGMA foreign_keys = ON; DELETE FROM account WHERE account_id = '1';"
                "SELECT (SELECT count(*) FROM access_key), (SELECT count(*) FROM job),"
                " (SELECT count(*) FROM job_output)") == "0|1|4\n");
}

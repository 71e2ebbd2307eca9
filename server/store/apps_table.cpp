#include "store/apps_table.h"

#include "store/statements.h"
#include "store/store_failure.h"
#include "store/timeline_column.h"

namespace fake_ice::store {

AppsTable::AppsTable(SQLite::Database& database)
    : delete_app_(database, "DELETE FROM app WHERE account_id = ?1 AND app_id = ?2"),
      insert_app_(database, "INSERT INTO app (account_id, app_id, timeline) VALUES (?1, ?2, ?3)"),
      insert_parameter_(database,
                        "INSERT INTO app_parameter (account_id, app_id, position, key, type,"
                        " required, pattern, minimum, maximum)"
                        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"),
      find_app_(database, "SELECT app_id, timeline FROM app WHERE account_id = ?1 AND app_id = ?2"),
      read_apps_(database,
                 "SELECT app_id, timeline FROM app WHERE account_id = ?1 ORDER BY app_id"),
      read_parameters_(database,
                       "SELECT key, type, required, pattern, minimum, maximum FROM app_parameter"
                       " WHERE account_id = ?1 AND app_id = ?2 ORDER BY position"),
      outputs_(database, "app_output", "app_id") {}

void AppsTable::Upsert(std::string_view account_id, const AppRecord& app) {
  const std::string_view app_id = app.app_id;
  StatementUse(delete_app_).Bind(1, account_id).Bind(2, app_id).Execute();
  StatementUse(insert_app_)
      .Bind(1, account_id)
      .Bind(2, app_id)
      .Bind(3, WriteTimeline(app.timeline))
      .Execute();
  std::int64_t position = 0;
  for (const AppParameterRecord& parameter : app.parameters) {
    StatementUse(insert_parameter_)
        .Bind(1, account_id)
        .Bind(2, app_id)
        .Bind(3, position++)
        .Bind(4, std::string_view(parameter.key))
        .Bind(5, NameOf(parameter.type))
        .Bind(6, std::int64_t{parameter.required ? 1 : 0})
        .Bind(7, parameter.pattern)
        .Bind(8, parameter.minimum)
        .Bind(9, parameter.maximum)
        .Execute();
  }
  outputs_.Insert(account_id, app_id, app);
}

std::optional<AppRecord> AppsTable::Find(std::string_view account_id, std::string_view app_id) {
  StatementUse find(find_app_);
  if (!find.Bind(1, account_id).Bind(2, app_id).Step()) return std::nullopt;
  AppRecord app{.app_id = find.Text(0), .timeline = ReadTimeline(find.OptionalText(1))};
  ReadParts(account_id, app);
  return app;
}

std::vector<AppRecord> AppsTable::ReadAll(std::string_view account_id) {
  std::vector<AppRecord> apps;
  StatementUse read(read_apps_);
  read.Bind(1, account_id);
  while (read.Step()) {
    apps.push_back({.app_id = read.Text(0), .timeline = ReadTimeline(read.OptionalText(1))});
    ReadParts(account_id, apps.back());
  }
  return apps;
}

void AppsTable::ReadParts(std::string_view account_id, AppRecord& app) {
  StatementUse read(read_parameters_);
  read.Bind(1, account_id).Bind(2, std::string_view(app.app_id));
  while (read.Step()) {
    app.parameters.push_back({.key = read.Text(0),
                              .type = Known(ParseParameterType(read.Text(1))),
                              .required = read.Integer(2) != 0,
                              .pattern = read.OptionalText(3),
                              .minimum = read.OptionalNumber(4),
                              .maximum = read.OptionalNumber(5)});
  }
  outputs_.ReadInto(account_id, app.app_id, app);
}

}  // namespace fake_ice::store

#include "store/faults_table.h"

#include "store/statements.h"

namespace fake_ice::store {
namespace {

constexpr const char* kColumns =
    "match_action, match_job_id, match_access_key_id, match_app_id, skip, times, probability, seed,"
    " delay, connection, body, matched, fired, error_code, error_message, http_status, retry_after,"
    " headers";

std::optional<FaultError> ReadError(const StatementUse& row) {
  auto code = row.OptionalText(13);
  if (!code) return std::nullopt;
  FaultError error{.code = std::move(*code),
                   .message = row.OptionalText(14),
                   .retry_after = row.OptionalDuration(16)};
  if (const auto status = row.OptionalInteger(15)) error.http_status = static_cast<int>(*status);
  return error;
}

/// A line `name:value` for each; neither part can hold the end of a line.
std::optional<std::string> WriteHeaders(const base::HttpHeaders& headers) {
  if (headers.empty()) return std::nullopt;
  std::string column;
  for (const base::HttpHeader& header : headers) {
    column.append(header.name).append(1, ':').append(header.value).append(1, '\n');
  }
  return column;
}

base::HttpHeaders ReadHeaders(const std::optional<std::string>& column) {
  base::HttpHeaders headers;
  if (!column) return headers;
  for (const std::string_view line : base::Split(*column, '\n')) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    headers.push_back({line.substr(0, colon), line.substr(colon + 1)});
  }
  return headers;
}

FaultRecord ReadFault(const StatementUse& row) {
  FaultRecord fault{.match = {.action = row.OptionalText(0),
                              .job_id = row.OptionalText(1),
                              .access_key_id = row.OptionalText(2),
                              .app_id = row.OptionalText(3)},
                    .skip = row.Integer(4),
                    .times = row.OptionalInteger(5),
                    .probability = row.OptionalNumber(6).value_or(1),
                    .seed = row.Integer(7),
                    .delay = std::chrono::milliseconds(row.Integer(8)),
                    .error = ReadError(row),
                    .headers = ReadHeaders(row.OptionalText(17)),
                    .matched = row.Integer(11),
                    .fired = row.Integer(12)};
  if (const auto name = row.OptionalText(9)) fault.connection = ParseConnectionFault(*name);
  if (const auto name = row.OptionalText(10)) fault.body = ParseBodyFault(*name);
  return fault;
}

template <typename Enum>
std::optional<std::string> NameOrNull(const std::optional<Enum>& value) {
  return value ? std::optional(std::string(NameOf(*value))) : std::nullopt;
}

}  // namespace

FaultsTable::FaultsTable(SQLite::Database& database)
    : count_(database, "SELECT count(*) FROM fault WHERE account_id = ?1"),
      insert_(database, "INSERT INTO fault (account_id, position, " + std::string(kColumns) +
                            ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13,"
                            " ?14, ?15, ?16, ?17, ?18, ?19, ?20)"),
      delete_(database, "DELETE FROM fault WHERE account_id = ?1"),
      read_(database, "SELECT " + std::string(kColumns) +
                          " FROM fault WHERE account_id = ?1 ORDER BY position"),
      update_counts_(database,
                     "UPDATE fault SET matched = ?3, fired = ?4"
                     " WHERE account_id = ?1 AND position = ?2") {}

void FaultsTable::Append(std::string_view account_id, const std::vector<FaultRecord>& faults) {
  StatementUse count(count_);
  count.Bind(1, account_id).Step();
  std::int64_t position = count.Integer(0);
  for (const FaultRecord& fault : faults) Insert(account_id, position++, fault);
}

void FaultsTable::Insert(std::string_view account_id, std::int64_t position,
                         const FaultRecord& fault) {
  const FaultError error = fault.error.value_or(FaultError{});
  StatementUse(insert_)
      .Bind(1, account_id)
      .Bind(2, position)
      .Bind(3, fault.match.action)
      .Bind(4, fault.match.job_id)
      .Bind(5, fault.match.access_key_id)
      .Bind(6, fault.match.app_id)
      .Bind(7, fault.skip)
      .Bind(8, fault.times)
      .Bind(9, std::optional(fault.probability))
      .Bind(10, fault.seed)
      .Bind(11, std::int64_t{fault.delay.count()})
      .Bind(12, NameOrNull(fault.connection))
      .Bind(13, NameOrNull(fault.body))
      .Bind(14, fault.matched)
      .Bind(15, fault.fired)
      .Bind(16, fault.error ? std::optional(error.code) : std::nullopt)
      .Bind(17, error.message)
      .Bind(18, error.http_status ? std::optional<std::int64_t>(*error.http_status) : std::nullopt)
      .Bind(19, error.retry_after)
      .Bind(20, WriteHeaders(fault.headers))
      .Execute();
}

void FaultsTable::Delete(std::string_view account_id) {
  StatementUse(delete_).Bind(1, account_id).Execute();
}

std::vector<FaultRecord> FaultsTable::Read(std::string_view account_id) {
  std::vector<FaultRecord> faults;
  StatementUse read(read_);
  read.Bind(1, account_id);
  while (read.Step()) faults.push_back(ReadFault(read));
  return faults;
}

void FaultsTable::UpdateCounts(std::string_view account_id, std::size_t position,
                               const FaultRecord& fault) {
  StatementUse(update_counts_)
      .Bind(1, account_id)
      .Bind(2, static_cast<std::int64_t>(position))
      .Bind(3, fault.matched)
      .Bind(4, fault.fired)
      .Execute();
}

}  // namespace fake_ice::store

#include "store/outputs_table.h"

namespace fake_ice::store {

OutputsTable::OutputsTable(SQLite::Database& database, const std::string& table,
                           const std::string& owner)
    : insert_(database, "INSERT INTO " + table + " (account_id, " + owner +
                            ", kind, position, media_id, output_url, file, sha256, expires_after)"
                            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"),
      read_(database, "SELECT " + std::string(kColumns) + " FROM " + table +
                          " AS output WHERE account_id = ?1 AND " + owner +
                          " = ?2 ORDER BY kind, position") {}

void OutputsTable::Insert(std::string_view account_id, std::string_view owner_id,
                          std::string_view kind, const std::vector<Output>& outputs) {
  std::int64_t position = 0;
  for (const Output& output : outputs) {
    StatementUse(insert_)
        .Bind(1, account_id)
        .Bind(2, owner_id)
        .Bind(3, kind)
        .Bind(4, position++)
        .Bind(5, output.media_id)
        .Bind(6, output.output_url)
        .Bind(7, output.file ? std::optional(output.file->name) : std::nullopt)
        .Bind(8, output.file ? std::optional(output.file->sha256) : std::nullopt)
        .Bind(9, output.expires_after)
        .Execute();
  }
}

void OutputsTable::Read(std::string_view account_id, std::string_view owner_id,
                        std::vector<Output>& images, std::vector<Output>& videos,
                        std::vector<Output>& audios) {
  StatementUse read(read_);
  read.Bind(1, account_id).Bind(2, owner_id);
  while (read.Step()) AddRow(read, 0, images, videos, audios);
}

void OutputsTable::AddRow(const StatementUse& row, int first, std::vector<Output>& images,
                          std::vector<Output>& videos, std::vector<Output>& audios) {
  const auto kind = row.OptionalText(first);
  if (!kind) return;
  auto& outputs = *kind == "Image" ? images : *kind == "Video" ? videos : audios;
  Output& output = outputs.emplace_back(Output{.media_id = row.OptionalText(first + 1),
                                               .output_url = row.OptionalText(first + 2),
                                               .expires_after = row.OptionalDuration(first + 5)});
  if (auto name = row.OptionalText(first + 3))
    output.file = {std::move(*name), row.Text(first + 4)};
}

}  // namespace fake_ice::store

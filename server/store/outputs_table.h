#pragma once

#include <string_view>
#include <vector>

#include "store/prepared_statement.h"
#include "store/records.h"
#include "store/statements.h"

namespace fake_ice::store {

/// A table of outputs, job_output or app_output: rows of an account's job or app by kind and
/// position. Not thread-safe; Store guards it.
class OutputsTable {
 public:
  /// `table` is job_output with `owner` job_id, or app_output with app_id.
  OutputsTable(SQLite::Database& database, const std::string& table, const std::string& owner);

  /// Adds the outputs of `record`, a JobRecord or an AppRecord.
  template <typename Record>
  void Insert(std::string_view account_id, std::string_view owner_id, const Record& record) {
    Insert(account_id, owner_id, "Image", record.images);
    Insert(account_id, owner_id, "Video", record.videos);
    Insert(account_id, owner_id, "Audio", record.audios);
  }

  /// What is selected of an output for AddRow, from the table `output`.
  static constexpr std::string_view kColumns =
      "output.kind, output.media_id, output.output_url, output.file, output.sha256,"
      " output.expires_after";

  /// Appends the output that stands in `row` from column `first` on, where there is one.
  template <typename Record>
  static void AddRow(const StatementUse& row, int first, Record& record) {
    AddRow(row, first, record.images, record.videos, record.audios);
  }

  /// Appends to the outputs of `record`.
  template <typename Record>
  void ReadInto(std::string_view account_id, std::string_view owner_id, Record& record) {
    Read(account_id, owner_id, record.images, record.videos, record.audios);
  }

 private:
  void Insert(std::string_view account_id, std::string_view owner_id, std::string_view kind,
              const std::vector<Output>& outputs);
  static void AddRow(const StatementUse& row, int first, std::vector<Output>& images,
                     std::vector<Output>& videos, std::vector<Output>& audios);
  void Read(std::string_view account_id, std::string_view owner_id, std::vector<Output>& images,
            std::vector<Output>& videos, std::vector<Output>& audios);

  PreparedStatement insert_;
  PreparedStatement read_;
};

}  // namespace fake_ice::store

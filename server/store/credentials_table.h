#pragma once

#include <SQLiteCpp/Exception.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/prepared_statement.h"
#include "store/records.h"

namespace fake_ice::store {

/// The table access_key, and whom each belongs to. Not thread-safe; Store guards it.
class CredentialsTable {
 public:
  explicit CredentialsTable(SQLite::Database& database);

  /// Whose a key is; an empty principal is the account itself.
  struct Owner {
    std::string_view account_id;
    std::string_view principal_id;
  };

  /// False when the key belongs to another account already, and nothing has changed.
  [[nodiscard]] bool UpsertAccessKey(const Owner& owner, const AccessKeyRecord& key,
                                     const std::optional<std::string>& security_token = {},
                                     std::optional<base::Moment> expiration = {});

  /// Whether a statement failed because there is an access key of that id.
  [[nodiscard]] static bool IsTakenKey(const SQLite::Exception& error);

  std::optional<CredentialRecord> FindAccessKey(std::string_view access_key_id);
  bool KnowsSecurityToken(std::string_view token);
  bool KnowsSecret(std::string_view secret);
  std::optional<CallerRecord> FindAccount(std::string_view account_id);

  /// Keys with a secret, at most `limit`.
  std::vector<AccessKeyRecord> ListAccessKeys(std::size_t limit);

  /// Fills in the keys of an account and of its users and sessions.
  void ReadInto(AccountRecord& account);

 private:
  PreparedStatement upsert_access_key_;
  PreparedStatement find_access_key_;
  PreparedStatement knows_security_token_;
  PreparedStatement knows_secret_;
  PreparedStatement find_account_;
  PreparedStatement list_access_keys_;
  PreparedStatement read_access_keys_;
};

}  // namespace fake_ice::store

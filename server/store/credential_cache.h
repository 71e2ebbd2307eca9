#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "store/records.h"

namespace fake_ice::store {

/// Access keys with their callers as they were read last, for as long as nothing has changed that
/// they were read from. Not thread-safe; Store guards it.
class CredentialCache {
 public:
  using Entry = std::shared_ptr<const CredentialRecord>;

  /// Null when the key is not known, or was read at another `version` of the store.
  [[nodiscard]] Entry Find(std::string_view access_key_id, std::int64_t version) const {
    if (version != version_) return nullptr;
    const auto found = entries_.find(access_key_id);
    return found == entries_.end() ? nullptr : found->second;
  }

  /// Keeps what was read at `version`, and forgets what was at another.
  void Keep(const Entry& read, std::int64_t version) {
    if (version != version_ || entries_.size() >= kMaxEntries) entries_.clear();
    version_ = version;
    entries_.insert_or_assign(read->access_key.access_key_id, read);
  }

 private:
  static constexpr std::size_t kMaxEntries = 256;

  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };

  std::int64_t version_ = -1;
  std::unordered_map<std::string, Entry, Hash, std::equal_to<>> entries_;
};

}  // namespace fake_ice::store

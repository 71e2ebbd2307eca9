#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "store/store.h"

namespace fake_ice::media {

/// What is known of a file without its bytes.
struct ContentFacts {
  std::size_t size = 0;
  std::string md5;  ///< in capital hexadecimal digits
};

ContentFacts FactsOf(std::string_view bytes);

/// The files of outputs: each is in memory once, for as long as somebody sends it, and read and
/// digested once to be described. Remembers the facts of a bounded number. Thread-safe.
class ContentCache {
 public:
  /// `store` must outlive it.
  explicit ContentCache(store::Store& store) : store_(store) {}

  /// A file of an account by its SHA-256 in hexadecimal; nothing when the account has gone.
  [[nodiscard]] std::optional<ContentFacts> Describe(std::string_view account_id,
                                                     const std::string& sha256);
  /// Its bytes; null when the account has gone.
  [[nodiscard]] std::shared_ptr<const std::string> Find(std::string_view account_id,
                                                        const std::string& sha256);

 private:
  struct Known {
    ContentFacts facts;
    std::weak_ptr<const std::string> bytes;
  };

  /// Null when the store has no such file.
  std::shared_ptr<const std::string> Read(std::string_view account_id, const std::string& sha256);

  store::Store& store_;
  std::mutex mutex_;  // held while a file is read, so that clients at once read it once
  std::unordered_map<std::string, Known> known_;
};

}  // namespace fake_ice::media

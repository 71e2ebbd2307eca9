#pragma once

#include <SQLiteCpp/Exception.h>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace fake_ice::store {

/// Something below the store failed. what() is one printable sentence that names the store, the
/// reason and the remedy.
class StoreFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What is read is nothing that the store ever writes. what() says what it is.
class DamagedStore : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A value that the store always has: nothing means that the file is damaged.
template <typename Value>
Value Known(const std::optional<Value>& value) {
  if (!value) throw DamagedStore("a row has a value that no row can have");
  return *value;
}

/// Reasons and remedies that more than one look at a file finds.
inline constexpr std::string_view kNoDatabase = "it is not a SQLite database; name a new file";
inline constexpr std::string_view kForeign =
    "it is a SQLite database of another program; name a new file";
inline constexpr std::string_view kReadOnly = "it may not be written to";

/// The sentence with which a store is refused or fails; `path` is empty for one in memory.
std::string CannotUse(std::string_view path, std::string_view reason);

/// Reason and remedy for what SQLite said; `system_error` is the errno behind it, or 0.
std::string Explain(const SQLite::Exception& error, int system_error);
/// The same for a file that the system does not let us open or make.
std::string ExplainSystemError(int system_error);
/// The same for a store that takes up more than `max_bytes` when it is opened.
std::string ExplainLarger(std::uint64_t max_bytes);
/// The same for one that would, were a change made.
std::string ExplainTooLarge(std::uint64_t max_bytes);
/// The same when that is so or its disk is full.
std::string ExplainFull(std::uint64_t max_bytes);
/// The same when memory is used up.
std::string ExplainNoMemory();
/// The same for a store that is damaged.
std::string ExplainDamage(std::string_view what);

}  // namespace fake_ice::store

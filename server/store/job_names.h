#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace fake_ice::store {

/// An account's and a job's id as a key of unordered containers, which are searched without making
/// one.
struct JobNames {
  using Owned = std::pair<std::string, std::string>;
  using Seen = std::pair<std::string_view, std::string_view>;

  struct Hash {
    using is_transparent = void;
    std::size_t operator()(const Seen& names) const {
      const std::hash<std::string_view> hash;
      return hash(names.first) * 31 + hash(names.second);
    }
    std::size_t operator()(const Owned& names) const { return (*this)(Seen(names)); }
  };
  struct Equal {
    using is_transparent = void;
    bool operator()(const Seen& left, const Seen& right) const { return left == right; }
  };
};

}  // namespace fake_ice::store

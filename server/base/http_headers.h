#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace fake_ice::base {

/// One header, as views into whatever holds it.
struct HttpHeader {
  std::string_view name;
  std::string_view value;

  bool operator==(const HttpHeader&) const = default;
};

/// Headers in the order in which they came; names may repeat. All of them lie in one piece of
/// memory, because every request and every answer has a dozen. What is read from them are views,
/// which live until the headers are changed, moved or gone. Not thread-safe.
class HttpHeaders {
 public:
  class Iterator;
  using value_type = HttpHeader;

  HttpHeaders() = default;
  HttpHeaders(std::initializer_list<HttpHeader> headers);

  /// Makes room for so many bytes of names and values, and for the usual number of them.
  void Reserve(std::size_t bytes) { packed_.reserve(bytes + kUsualHeaders * sizeof(Lengths)); }
  /// Adds one behind the others. It must not be a view into these headers.
  void push_back(const HttpHeader& header);  // NOLINT(*-identifier-naming): as containers have it
  /// Removes those of that name, whatever its case.
  void Remove(std::string_view name);
  /// Puts what `change` makes of each header, a text, in place of its value.
  template <typename Change>
  void ChangeValues(Change change);
  // NOLINTBEGIN(*-identifier-naming): what ranges and containers have
  [[nodiscard]] Iterator begin() const;
  [[nodiscard]] Iterator end() const;
  [[nodiscard]] std::size_t size() const;  ///< takes longer, the more there are
  [[nodiscard]] bool empty() const { return packed_.empty(); }
  // NOLINTEND(*-identifier-naming)
  /// What they look like in memory: enough to make the same headers again, in the same program.
  [[nodiscard]] std::string_view Packed() const { return packed_; }
  static HttpHeaders Unpack(std::string_view packed) {
    HttpHeaders headers;
    headers.packed_ = packed;
    return headers;
  }

  bool operator==(const HttpHeaders&) const = default;

 private:
  /// What stands in front of a header's name, which its value follows.
  struct Lengths {
    std::uint32_t name = 0;
    std::uint32_t value = 0;
  };
  static constexpr std::size_t kUsualHeaders = 16;

  std::string packed_;
};

/// Goes from header to header, which it makes up as it goes.
class HttpHeaders::Iterator {
 public:
  using iterator_concept = std::forward_iterator_tag;
  using iterator_category = std::input_iterator_tag;
  using value_type = HttpHeader;
  using difference_type = std::ptrdiff_t;
  using pointer = const HttpHeader*;
  using reference = HttpHeader;

  Iterator() = default;

  reference operator*() const { return header_; }
  pointer operator->() const { return &header_; }
  Iterator& operator++() {
    rest_.remove_prefix(sizeof(Lengths) + header_.name.size() + header_.value.size());
    Read();
    return *this;
  }
  Iterator operator++(int) {
    Iterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const Iterator& other) const { return rest_.size() == other.rest_.size(); }

 private:
  friend class HttpHeaders;

  explicit Iterator(std::string_view rest) : rest_(rest) { Read(); }

  void Read() {
    if (rest_.empty()) return;
    Lengths lengths;
    std::memcpy(&lengths, rest_.data(), sizeof(lengths));
    const char* name = rest_.data() + sizeof(lengths);
    header_ = {{name, lengths.name}, {name + lengths.name, lengths.value}};
  }

  std::string_view rest_;  // from this header on
  HttpHeader header_;
};

inline HttpHeaders::Iterator HttpHeaders::begin() const {
  return Iterator(packed_);
}
inline HttpHeaders::Iterator HttpHeaders::end() const {
  return Iterator(std::string_view());
}
inline std::size_t HttpHeaders::size() const {
  return static_cast<std::size_t>(std::distance(begin(), end()));
}

template <typename Change>
void HttpHeaders::ChangeValues(Change change) {
  HttpHeaders changed;
  changed.packed_.reserve(packed_.size());
  for (const HttpHeader& header : *this) {
    const auto value = change(header);
    changed.push_back({header.name, value});
  }
  *this = std::move(changed);
}

/// The value of the first header of that name, whatever its case; nothing when there is none. A
/// view as `headers` has them.
std::optional<std::string_view> FindHeader(const HttpHeaders& headers, std::string_view name);

}  // namespace fake_ice::base

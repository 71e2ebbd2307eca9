#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <string_view>

/// How text from outside stands in a line of the log: on that line, short, and without a secret.
/// What the journal masks is in no log at any level.
namespace fake_ice::control {

/// `text` as one word, made when a line is formatted with it: secrets masked as MaskedText does, at
/// most `max_bytes` of it, quoted when it is not plain, `-` when empty. `text` must live until
/// then.
struct LogWord {
  static constexpr std::size_t kUsualMaxBytes = 200;

  explicit LogWord(std::string_view words, std::size_t max = kUsualMaxBytes)
      : text(words), max_bytes(max) {}

  std::string_view text;
  std::size_t max_bytes;
};

/// The word. A view of its text, or of `made`, where it is put when it is not the text as it is.
std::string_view Write(const LogWord& word, std::string& made);

/// The target of a request as one word, without its query: the signature of a download stands
/// there.
LogWord LogTarget(std::string_view target);

}  // namespace fake_ice::control

template <>
struct fmt::formatter<fake_ice::control::LogWord> : fmt::formatter<std::string_view> {
  template <typename Context>
  auto format(const fake_ice::control::LogWord& word, Context& context) const {
    std::string made;
    return fmt::formatter<std::string_view>::format(Write(word, made), context);
  }
};

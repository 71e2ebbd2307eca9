#include "control/log_text.h"

#include <algorithm>

#include "base/text.h"
#include "control/masking.h"

namespace fake_ice::control {
namespace {

/// Whether a text, such as an id, can hold no secret with a name and needs no quotes.
bool IsBareWord(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  });
}

}  // namespace

std::string_view Write(const LogWord& word, std::string& made) {
  const auto [text, max_bytes] = word;
  if (text.empty()) return "-";
  if (text.size() <= max_bytes && IsBareWord(text)) return text;
  // Masked before it is cut: where a value ends depends on what follows.
  const std::string masked = MaskedText(text);
  const std::string_view kept = std::string_view(masked).substr(0, max_bytes);
  made = base::EscapeUnprintable(kept, "\"\\");
  const bool plain = made == kept && made.find_first_of(" =") == std::string::npos;
  if (masked.size() > max_bytes) made += "...";
  if (!plain) made.insert(0, 1, '"') += '"';
  return made;
}

LogWord LogTarget(std::string_view target) {
  return LogWord(target.substr(0, target.find('?')));
}

}  // namespace fake_ice::control

#include "control/masking.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/text.h"

namespace fake_ice::control {
namespace {

/// In lower case, without hyphens and underscores.
constexpr std::array<std::string_view, 7> kSecretNames{
    "signature",        "securitytoken", "bearertoken",  "accesskeysecret",
    "zerotrustidtoken", "cookie",        "authorization"};

/// One character of a text in which some are percent-encoded, perhaps several times over.
struct Character {
  char value = 0;
  std::size_t length = 1;     ///< in the text
  std::size_t encodings = 0;  ///< 1 for `%3D`, 2 for `%253D`
};

bool IsHexPair(std::string_view text, std::size_t position) {
  const auto is_hex = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  };
  return position + 1 < text.size() && is_hex(text[position]) && is_hex(text[position + 1]);
}

char FromHexPair(char high, char low) {
  const auto value = [](char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; };
  return static_cast<char>(value(high) * 16 + value(low));
}

/// All `25`s that follow a `%` are taken at once, so that a text of nothing else is read but once.
Character CharacterAt(std::string_view text, std::size_t position) {
  std::size_t hex = position + 1;
  if (text[position] != '%' || !IsHexPair(text, hex)) return {.value = text[position]};
  Character character{.encodings = 1};
  for (; text.substr(hex, 2) == "25" && IsHexPair(text, hex + 2); hex += 2) ++character.encodings;
  character.value = FromHexPair(text[hex], text[hex + 1]);
  character.length = hex + 2 - position;
  return character;
}

bool IsBlank(char c) {
  return c == ' ' || c == '\t';
}

/// The word that stands before a position, as far as secret names are told by it.
class WordBefore {
 public:
  void Add(char c) {
    if (IsBlank(c) || c == '+') {
      ended_ = true;  // but it may still be the name in `Signature = …`
      return;
    }
    if (ended_) Clear();
    if (c == '-' || c == '_') return;
    const bool is_upper = c >= 'A' && c <= 'Z';
    if (is_upper || (c >= 'a' && c <= 'z')) {
      word_ += is_upper ? static_cast<char>(c - 'A' + 'a') : c;
    } else {
      Clear();
    }
  }

  void Clear() {
    word_.clear();
    ended_ = false;
  }

  [[nodiscard]] bool IsSecretName() const {
    return std::any_of(kSecretNames.begin(), kSecretNames.end(),
                       [this](std::string_view name) { return word_.ends_with(name); });
  }

 private:
  std::string word_;
  bool ended_ = false;
};

bool IsSecretName(std::string_view name) {
  WordBefore word;
  for (const char c : name) word.Add(c);
  return word.IsSecretName();
}

/// Where the value of a secret parameter begins in `piece`, a `name=value` that came between two
/// `&`; its end when there is none. The name may be encoded and, from clients that encode too much,
/// the `=` too; inside of another parameter's value only a bare `name=` counts, because what the
/// value itself encodes is the test's own data.
std::size_t SecretBegin(std::string_view piece) {
  WordBefore word;
  bool in_name = true;
  for (std::size_t position = 0; position < piece.size();) {
    const Character character = CharacterAt(piece, position);
    position += character.length;
    const bool is_bare = character.encodings == 0;
    if (character.value == '=' && (in_name || is_bare) && word.IsSecretName()) return position;
    if (character.value == '=' && is_bare) in_name = false;
    word.Add(character.value);
  }
  return piece.size();
}

/// A query string with whatever stands before it, or a form body.
std::string MaskedForm(std::string_view text) {
  std::string masked;
  masked.reserve(text.size());
  for (;;) {
    const auto end = std::min(text.find('&'), text.size());
    const std::string_view piece = text.substr(0, end);
    const std::size_t secret = SecretBegin(piece);
    masked += piece.substr(0, secret);
    if (secret < piece.size()) masked += kMask;
    if (end == text.size()) return masked;
    masked += '&';
    text.remove_prefix(end + 1);
  }
}

/// Behind the closing quote of the JSON string that begins at `quote`, or the end of the text.
std::size_t StringEnd(std::string_view text, std::size_t quote) {
  std::size_t position = quote + 1;
  while (position < text.size() && text[position] != '"') {
    position += text[position] == '\\' ? 2 : 1;
  }
  return std::min(position + 1, text.size());
}

/// The text values of a JSON document's members with secret names; what a string quotes is left
/// alone.
std::string MaskedJson(std::string_view text) {
  std::string masked;
  while (!text.empty()) {
    const std::size_t quote = std::min(text.find('"'), text.size());
    const std::size_t end = StringEnd(text, quote);
    std::string_view name = text.substr(quote, end - quote);
    if (name.ends_with('"')) name.remove_suffix(1);
    masked += text.substr(0, end);
    text.remove_prefix(end);
    const auto value = text.find_first_not_of(" \t\r\n:");
    if (!IsSecretName(name) || value == std::string_view::npos || text[value] != '"') continue;
    const std::size_t value_end = StringEnd(text, value);
    const bool is_empty = value_end - value <= 2;
    masked.append(text.substr(0, value)).append("\"").append(is_empty ? "" : kMask).append("\"");
    text.remove_prefix(value_end);
  }
  return masked;
}

std::string MaskedBody(std::string_view body) {
  const auto first = body.find_first_not_of(" \t\r\n");
  const bool is_json = first != std::string_view::npos && body[first] == '{';
  return MaskedForm(is_json ? MaskedJson(body) : body);
}

/// One `Key=value` of an ACS3 header. Only what is known to be public stays; a value without its
/// comma may carry the signature along.
std::string MaskedAcs3Part(std::string_view part) {
  const auto equals = part.find('=');
  if (equals == std::string_view::npos) {
    return base::Trim(part).empty() ? std::string(part) : std::string(kMask);
  }
  const std::string_view key = base::Trim(part.substr(0, equals));
  const bool is_public =
      base::EqualsIgnoringCase(key, "Credential") || base::EqualsIgnoringCase(key, "SignedHeaders");
  if (is_public) return MaskedForm(part);
  const std::string_view value = base::Trim(part.substr(equals + 1));
  if (value.empty()) return std::string(part);
  const auto begin = static_cast<std::size_t>(value.data() - part.data());
  return std::string(part.substr(0, begin)).append(kMask).append(part.substr(begin + value.size()));
}

/// A value of one word may be a bare token as well as a scheme, so it is masked.
std::string MaskedAuthorization(std::string_view value) {
  const auto scheme = std::min(value.find_first_of(" \t"), value.size());
  const auto rest = value.find_first_not_of(" \t", scheme);
  if (rest == std::string_view::npos) return std::string(value.empty() ? value : kMask);
  std::string masked(value.substr(0, rest));
  if (!base::EqualsIgnoringCase(value.substr(0, 5), "ACS3-")) return masked.append(kMask);
  bool is_first = true;
  for (const std::string_view part : base::Split(value.substr(rest), ',')) {
    if (!is_first) masked += ',';
    is_first = false;
    masked += MaskedAcs3Part(part);
  }
  return masked;
}

std::string MaskedHeader(const base::HttpHeader& header) {
  const bool is_authorization = base::EqualsIgnoringCase(header.name, "Authorization") ||
                                base::EqualsIgnoringCase(header.name, "Proxy-Authorization");
  if (is_authorization) return MaskedAuthorization(header.value);
  if (IsSecretName(header.name)) return std::string(header.value.empty() ? "" : kMask);
  return MaskedForm(header.value);  // a Referer has a query string too
}

/// Where a value in a free text ends.
class ValueEnd {
 public:
  /// A text of one line, such as a JSON document, writes its line breaks as `\n`; in any other a
  /// backslash is part of the value.
  explicit ValueEnd(std::string_view text)
      : text_(text), is_one_line_(text.substr(0, text.size() - 1).find('\n') == text.npos) {}

  /// `begin` is behind `separator`, a `=` or `:`.
  [[nodiscard]] std::size_t Find(std::size_t begin, const Character& separator) const {
    std::size_t position = begin;
    while (position < text_.size()) {
      const Character character = CharacterAt(text_, position);
      if (Ends(character, separator)) break;
      position += character.length;
      if (!is_one_line_ || character.encodings > 0 || character.value != '\\') continue;
      if (IsLineBreakLetter(position)) return position - 1;
      if (position < text_.size()) ++position;  // `\\n` is an escaped backslash and a letter
    }
    const bool is_crlf = position > begin && text_.substr(position - 1, 2) == "\r\n";
    return is_crlf ? position - 1 : position;
  }

 private:
  static bool Ends(const Character& character, const Character& separator) {
    // An encoded value cannot hold these: they belong to the text that quotes it.
    constexpr std::string_view kNeverEncoded = " \t\"<]\\";
    if (character.encodings > separator.encodings) return false;
    if (character.value == '\n') return true;
    if (character.value == '&' && separator.value == '=') return true;
    return separator.encodings > 0 && character.encodings == 0 &&
           kNeverEncoded.find(character.value) != std::string_view::npos;
  }

  [[nodiscard]] bool IsLineBreakLetter(std::size_t position) const {
    return position < text_.size() && (text_[position] == 'n' || text_[position] == 'r');
  }

  std::string_view text_;
  bool is_one_line_;
};

}  // namespace

base::HttpRequest Masked(base::HttpRequest request) {
  request.target = MaskedForm(request.target);
  request.headers.ChangeValues(MaskedHeader);
  request.body = MaskedBody(request.body);
  return request;
}

std::string MaskedText(std::string_view text) {
  if (text.empty()) return {};
  const ValueEnd value_end(text);
  std::string masked;
  masked.reserve(text.size());
  WordBefore word;
  std::size_t copied = 0;
  for (std::size_t position = 0; position < text.size();) {
    const Character character = CharacterAt(text, position);
    position += character.length;
    const bool is_separator = character.value == '=' || character.value == ':';
    if (!is_separator || !word.IsSecretName()) {
      word.Add(character.value);
      continue;
    }
    while (position < text.size() && IsBlank(text[position])) ++position;
    masked += text.substr(copied, position - copied);
    copied = value_end.Find(position, character);
    if (copied > position) masked += kMask;
    position = copied;
    word.Clear();
  }
  return masked.append(text.substr(copied));
}

}  // namespace fake_ice::control

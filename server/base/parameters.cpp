#include "base/parameters.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace fake_ice::base {
namespace {

/// For each byte whether it stands for itself.
constexpr std::array<bool, 256> kUnreserved = [] {
  std::array<bool, 256> unreserved{};
  for (const char c : std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                       "0123456789-_.~")) {
    unreserved[static_cast<unsigned char>(c)] = true;
  }
  return unreserved;
}();

bool IsUnreserved(char c) {
  return kUnreserved[static_cast<unsigned char>(c)];
}

/// The value of a hex digit, or -1.
int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

const std::string* FindParameter(const Parameters& parameters, std::string_view name) {
  for (const Parameter& parameter : parameters) {
    if (parameter.name == name) return &parameter.value;
  }
  return nullptr;
}

std::string PercentEncode(std::string_view text) {
  std::string encoded;
  encoded.reserve(text.size() + text.size() / 4);
  AppendPercentEncoded(encoded, text);
  return encoded;
}

void AppendPercentEncoded(std::string& text, std::string_view raw) {
  constexpr std::string_view kHexDigits = "0123456789ABCDEF";
  while (!raw.empty()) {
    const auto end = std::ranges::find_if_not(raw, IsUnreserved);
    text.append(raw.begin(), end);
    if (end == raw.end()) return;
    const auto byte = static_cast<unsigned char>(*end);
    text += '%';
    text += kHexDigits[byte >> 4U];
    text += kHexDigits[byte & 0xFU];
    raw = {end + 1, raw.end()};
  }
}

std::string FormDecode(std::string_view text) {
  // Most texts stand for themselves.
  const auto encoded = std::ranges::find_if(text, [](char c) { return c == '%' || c == '+'; });
  std::string decoded(text.begin(), encoded);
  if (encoded == text.end()) return decoded;
  decoded.reserve(text.size());
  for (std::size_t i = decoded.size(); i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size() && HexValue(text[i + 1]) >= 0 &&
                        HexValue(text[i + 2]) >= 0;
    if (escape) {
      decoded += static_cast<char>(HexValue(text[i + 1]) * 16 + HexValue(text[i + 2]));
      i += 2;
    } else {
      decoded += text[i] == '+' ? ' ' : text[i];
    }
  }
  return decoded;
}

std::string DecodePathSegment(std::string_view text) {
  std::string escaped;
  for (const char c : text) escaped += c == '+' ? std::string("%2B") : std::string(1, c);
  return FormDecode(escaped);
}

Parameters ParseForm(std::string_view text) {
  Parameters parameters;
  while (!text.empty()) {
    const std::string_view piece = TakePiece(text, '&');
    if (piece.empty()) continue;
    const auto equals = piece.find('=');
    const bool has_value = equals != std::string_view::npos;
    parameters.push_back({FormDecode(piece.substr(0, equals)),
                          has_value ? FormDecode(piece.substr(equals + 1)) : std::string()});
  }
  return parameters;
}

std::string EncodeForm(const Parameters& parameters) {
  std::string text;
  for (const Parameter& parameter : parameters) {
    if (!text.empty()) text += '&';
    AppendPercentEncoded(text, parameter.name);
    AppendPercentEncoded(text += '=', parameter.value);
  }
  return text;
}

}  // namespace fake_ice::base

#include "base/parameters.h"

#include "base/text.h"

namespace fake_ice::base {
namespace {

bool IsUnreserved(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.' || c == '~';
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
  constexpr std::string_view kHexDigits = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(text.size() + text.size() / 4);
  for (const char c : text) {
    if (IsUnreserved(c)) {
      encoded += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded += '%';
      encoded += kHexDigits[byte >> 4U];
      encoded += kHexDigits[byte & 0xFU];
    }
  }
  return encoded;
}

std::string FormDecode(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
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
    text += PercentEncode(parameter.name) + '=' + PercentEncode(parameter.value);
  }
  return text;
}

}  // namespace fake_ice::base

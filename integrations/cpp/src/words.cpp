#include "words.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <sstream>

#include "base/time_text.h"

namespace fake_ice::kit {
namespace {

constexpr unsigned char kFirstPrintable = 0x20;
constexpr unsigned char kDelete = 0x7F;
// The control characters from U+0080 to U+009F are two bytes in UTF-8.
constexpr unsigned char kLatin = 0xC2;
constexpr unsigned char kFirstLatinPrintable = 0xA0;

bool IsControl(unsigned char byte, unsigned char next) {
  return byte < kFirstPrintable || byte == kDelete ||
         (byte == kLatin && next < kFirstLatinPrintable);
}

}  // namespace

std::string Plain(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : 0);
    if (!IsControl(byte, next)) {
      plain += text[i];
      continue;
    }
    const unsigned code = byte == kLatin ? next : byte;
    if (byte == kLatin) ++i;
    std::array<char, 8> escape{};
    std::snprintf(escape.data(), escape.size(), "\\x%02x", code);
    plain += escape.data();
  }
  return plain;
}

std::string Wrapped(std::string_view text, std::size_t indent, std::size_t columns) {
  std::istringstream words{std::string(text)};
  std::string wrapped;
  std::string line;
  const auto end_line = [&] {
    if (!line.empty()) wrapped += std::string(indent, ' ') + line + '\n';
    line.clear();
  };
  for (std::string word; words >> word;) {
    if (indent + line.size() + 1 + word.size() > columns) end_line();
    line += (line.empty() ? "" : " ") + word;
  }
  end_line();
  return wrapped;
}

std::string Shortened(std::string_view text, std::size_t bytes) {
  std::istringstream words{std::string(text)};
  std::string shortened;
  for (std::string word; words >> word;) {
    if (shortened.size() + 1 + word.size() > bytes) return shortened + " …";
    shortened += (shortened.empty() ? "" : " ") + word;
  }
  return shortened;
}

std::string Padded(std::string text, std::size_t columns) {
  if (text.size() < columns) text.resize(columns, ' ');
  return text;
}

std::string LocalTime(std::string_view time) {
  const auto moment = base::ParseIsoTime(time);
  if (!moment) return std::string(time);
  const auto since_epoch = moment->time_since_epoch();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(since_epoch);
  const std::time_t whole = seconds.count();
  const auto rest = std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch - seconds);
  std::tm local{};
  localtime_r(&whole, &local);
  std::array<char, 32> date{};
  std::strftime(date.data(), date.size(), "%Y-%m-%d %H:%M:%S", &local);
  std::array<char, 8> fraction{};
  std::snprintf(fraction.data(), fraction.size(), ".%03d", static_cast<int>(rest.count()));
  return std::string(date.data()) + fraction.data();
}

}  // namespace fake_ice::kit

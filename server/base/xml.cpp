#include "base/xml.h"

#include <pugixml.hpp>

#include <sstream>

#include "base/text.h"

namespace fake_ice::base {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::string_view kNonCharacters = "\xEF\xBF";  // and BE or BF: U+FFFE, U+FFFF

bool IsForbiddenControl(char c) {
  return static_cast<unsigned char>(c) < ' ' && c != '\t' && c != '\n' && c != '\r';
}

void Replace(std::string& text, std::string_view what, std::string_view by) {
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
}

}  // namespace

std::string XmlText(std::string_view text) {
  std::string held;
  held.reserve(text.size());
  for (const char c : ToValidUtf8(text)) {
    held += c;
    if (IsForbiddenControl(c)) held.replace(held.size() - 1, 1, kReplacement);
    const bool is_last = c == '\xBE' || c == '\xBF';
    if (is_last && std::string_view(held).substr(0, held.size() - 1).ends_with(kNonCharacters)) {
      held.back() = kReplacement.back();
    }
  }
  return held;
}

std::string SaveXml(const pugi::xml_document& document, std::string_view declaration,
                    const char* indent) {
  std::ostringstream text;
  text << declaration;
  const bool one_line = *indent == '\0';
  document.save(text, indent,
                pugi::format_no_declaration | (one_line ? pugi::format_raw : pugi::format_indent));
  std::string xml = std::move(text).str();
  Replace(xml, "\r", "&#13;");
  return xml;
}

}  // namespace fake_ice::base

#include "gateway/rendering.h"

#include <pugixml.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "base/byte_scan.h"
#include "base/digest.h"
#include "base/text.h"
#include "base/xml.h"

namespace fake_ice::gateway {
namespace {

using base::Value;

/// For each byte what stands behind its backslash, `u` for a number; 0 where it stands for itself.
/// Source: RFC 8259, section 7.
constexpr std::array<char, 256> kEscapes = [] {
  std::array<char, 256> escapes{};
  for (std::size_t control = 0; control < ' '; ++control) escapes[control] = 'u';
  escapes['"'] = '"';
  escapes['\\'] = '\\';
  escapes['\b'] = 'b';
  escapes['\f'] = 'f';
  escapes['\n'] = 'n';
  escapes['\r'] = 'r';
  escapes['\t'] = 't';
  return escapes;
}();

std::size_t FindEscaped(std::string_view text, std::size_t at) {
  // JSON within JSON, as AppParams is, has a quote every few bytes.
  constexpr std::size_t kFewBytes = 16;
  for (const std::size_t end = std::min(text.size(), at + kFewBytes); at < end; ++at) {
    if (kEscapes[static_cast<unsigned char>(text[at])] != '\0') return at;
  }
  return base::FindSpecial(
      text, at,
      [](std::uint64_t eight) {
        return base::AnyBelow(eight, ' ') | base::AnyIs(eight, '"') | base::AnyIs(eight, '\\');
      },
      [](unsigned char byte) { return kEscapes[byte] != '\0'; });
}

/// Whether `text` is ASCII that stands for itself, as nearly all are.
bool IsPlain(std::string_view text) {
  const auto first = base::FindSpecial(
      text, 0,
      [](std::uint64_t eight) {
        return base::AnyBelow(eight, ' ') | base::AnyIs(eight, '"') | base::AnyIs(eight, '\\') |
               (eight & base::kHighBits);
      },
      [](unsigned char byte) { return kEscapes[byte] != '\0' || byte >= 0x80; });
  return first == text.size();
}

/// Appends `text`, which is UTF-8, as a JSON string.
void AppendUtf8(std::string& json, std::string_view text) {
  json += '"';
  std::size_t written = 0;
  for (std::size_t at = FindEscaped(text, 0); at < text.size(); at = FindEscaped(text, written)) {
    const auto byte = static_cast<unsigned char>(text[at]);
    json.append(text, written, at - written);
    written = at + 1;
    json += '\\';
    json += kEscapes[byte];
    if (kEscapes[byte] == 'u') json.append("00").append(base::HexEncode(text.substr(at, 1)));
  }
  json.append(text, written);
  json += '"';
}

/// Bytes that are no UTF-8 are replaced by the same rule as in XML.
void AppendText(std::string& json, std::string_view text) {
  if (IsPlain(text)) {
    json.append(1, '"').append(text).append(1, '"');
  } else if (base::IsAscii(text)) {
    AppendUtf8(json, text);
  } else {
    AppendUtf8(json, base::ToValidUtf8(text));
  }
}

/// A name is the program's own, and needs no escapes.
void AppendName(std::string& json, std::string_view name) {
  json += '"';
  json += name;
  json += "\":";
}

void AppendJson(std::string& json, const Value& value);

void AppendJson(std::string& json, const Value::Object& object) {
  char separator = '{';
  for (const auto& [name, field] : object) {
    json += std::exchange(separator, ',');
    AppendName(json, name);
    AppendJson(json, field);
  }
  json += separator == '{' ? "{}" : "}";
}

void AppendJson(std::string& json, const Value::List& list) {
  char separator = '[';
  for (const Value& element : list) {
    json += std::exchange(separator, ',');
    AppendJson(json, element);
  }
  json += separator == '[' ? "[]" : "]";
}

void AppendJson(std::string& json, const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value.content)) return AppendText(json, *text);
  if (const auto* list = std::get_if<Value::List>(&value.content)) return AppendJson(json, *list);
  AppendJson(json, std::get<Value::Object>(value.content));
}

void AppendObject(pugi::xml_node parent, const Value::Object& object, std::string_view cdata_field);

void AppendField(pugi::xml_node parent, std::string_view name, const Value& value,
                 std::string_view cdata_field) {
  if (const auto* list = std::get_if<Value::List>(&value.content)) {
    for (const Value& element : *list) AppendField(parent, name, element, cdata_field);
    return;
  }
  pugi::xml_node node = parent.append_child(std::string(name).c_str());
  if (const auto* object = std::get_if<Value::Object>(&value.content)) {
    AppendObject(node, *object, cdata_field);
    return;
  }
  const std::string text = base::XmlText(std::get<std::string>(value.content));
  const bool as_cdata = name == cdata_field && text.find('\r') == std::string::npos;
  node.append_child(as_cdata ? pugi::node_cdata : pugi::node_pcdata).set_value(text.c_str());
}

void AppendObject(pugi::xml_node parent, const Value::Object& object,
                  std::string_view cdata_field) {
  for (const auto& [name, field] : object) AppendField(parent, name, field, cdata_field);
}

}  // namespace

std::string RenderJson(const Value::Object& object) {
  constexpr std::size_t kUsualBytes = 1024;
  std::string json;
  json.reserve(kUsualBytes);
  AppendJson(json, object);
  return json;
}

std::string RenderXml(std::string_view root, const Value::Object& object,
                      std::string_view cdata_field) {
  pugi::xml_document document;
  AppendObject(document.append_child(std::string(root).c_str()), object, cdata_field);
  return base::SaveXml(document, "<?xml version='1.0' encoding='UTF-8'?>");
}

}  // namespace fake_ice::gateway

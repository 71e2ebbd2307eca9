#include "support/readers.h"

#include <libxml/parser.h>
#include <rapidjson/document.h>

#include <algorithm>
#include <memory>

namespace fake_ice::test {
namespace {

std::string ToString(const xmlChar* text) {
  return reinterpret_cast<const char*>(text);
}

void AddLeaves(const xmlNode* node, XmlLeaves& leaves) {
  bool is_leaf = true;
  for (const xmlNode* child = node->children; child != nullptr; child = child->next) {
    if (child->type != XML_ELEMENT_NODE) continue;
    is_leaf = false;
    AddLeaves(child, leaves);
  }
  if (!is_leaf) return;
  xmlChar* text = xmlNodeGetContent(node);
  leaves.emplace_back(ToString(node->name), ToString(text));
  xmlFree(text);
}

bool AddLeaves(const std::string& pointer, const rapidjson::Value& value, JsonLeaves& leaves) {
  if (value.IsString()) {
    leaves.emplace_back(pointer, std::string(value.GetString(), value.GetStringLength()));
    return true;
  }
  if (value.IsObject()) {
    if (value.ObjectEmpty()) leaves.emplace_back(pointer + "/{}", "");
    return std::all_of(value.MemberBegin(), value.MemberEnd(), [&](const auto& member) {
      return AddLeaves(pointer + '/' + member.name.GetString(), member.value, leaves);
    });
  }
  if (!value.IsArray()) return false;
  if (value.Empty()) leaves.emplace_back(pointer + "/[]", "");
  for (rapidjson::SizeType i = 0; i < value.Size(); ++i) {
    if (!AddLeaves(pointer + '/' + std::to_string(i), value[i], leaves)) return false;
  }
  return true;
}

}  // namespace

std::optional<XmlLeaves> ReadXml(std::string_view xml) {
  const std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)> document(
      xmlReadMemory(xml.data(), static_cast<int>(xml.size()), nullptr, nullptr,
                    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING),
      &xmlFreeDoc);
  if (document == nullptr) return std::nullopt;
  XmlLeaves leaves;
  AddLeaves(xmlDocGetRootElement(document.get()), leaves);
  return leaves;
}

std::string TextOf(const XmlLeaves& leaves, std::string_view name) {
  for (const auto& [leaf, text] : leaves) {
    if (leaf == name) return text;
  }
  return {};
}

bool IsJson(std::string_view json) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseValidateEncodingFlag>(json.data(), json.size());
  return !document.HasParseError();
}

std::optional<JsonLeaves> ReadJson(std::string_view json) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseValidateEncodingFlag>(json.data(), json.size());
  JsonLeaves leaves;
  if (document.HasParseError() || !AddLeaves("", document, leaves)) return std::nullopt;
  return leaves;
}

}  // namespace fake_ice::test

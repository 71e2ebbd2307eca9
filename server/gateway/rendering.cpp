#include "gateway/rendering.h"

#include <nlohmann/json.hpp>
#include <pugixml.hpp>

#include "base/text.h"
#include "base/xml.h"

namespace fake_ice::gateway {
namespace {

using base::Value;
using Json = nlohmann::ordered_json;

Json ToJson(const Value& value);

Json ToJson(const Value::Object& object) {
  Json json = Json::object();
  for (const auto& [name, field] : object) json.emplace(name, ToJson(field));
  return json;
}

Json ToJson(const Value::List& list) {
  Json json = Json::array();
  for (const Value& element : list) json.push_back(ToJson(element));
  return json;
}

Json ToJson(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value.content)) {
    return base::ToValidUtf8(*text);  // by the same rule as in XML
  }
  if (const auto* list = std::get_if<Value::List>(&value.content)) return ToJson(*list);
  return ToJson(std::get<Value::Object>(value.content));
}

void AppendObject(pugi::xml_node parent, const Value::Object& object, std::string_view cdata_field);

void AppendField(pugi::xml_node parent, const std::string& name, const Value& value,
                 std::string_view cdata_field) {
  if (const auto* list = std::get_if<Value::List>(&value.content)) {
    for (const Value& element : *list) AppendField(parent, name, element, cdata_field);
    return;
  }
  pugi::xml_node node = parent.append_child(name.c_str());
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
  return ToJson(object).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string RenderXml(std::string_view root, const Value::Object& object,
                      std::string_view cdata_field) {
  pugi::xml_document document;
  AppendObject(document.append_child(std::string(root).c_str()), object, cdata_field);
  return base::SaveXml(document, "<?xml version='1.0' encoding='UTF-8'?>");
}

}  // namespace fake_ice::gateway

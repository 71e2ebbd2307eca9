// What operations answer, as JSON and XML, through readers of others: RapidJSON and libxml2.
// Input: bytes that build a tree of texts, lists and objects.
#include <array>

#include "base/xml.h"
#include "fuzz/fuzz.h"
#include "gateway/rendering.h"
#include "support/readers.h"

using namespace fake_ice;
using base::Value;
using fuzz::Require;

namespace {

constexpr int kMaxDepth = 6;

Value ReadValue(fuzz::Bytes& bytes, int depth);

Value::Object ReadObject(fuzz::Bytes& bytes, int depth) {
  // The names are the program's own: letters, each once.
  constexpr std::array<std::string_view, 4> kNames{"Na", "Nb", "Nc", "Nd"};
  Value::Object object;
  const std::size_t count = bytes.Below(kNames.size() + 1);
  for (std::size_t i = 0; i < count; ++i) object.push_back({kNames[i], ReadValue(bytes, depth)});
  return object;
}

Value ReadValue(fuzz::Bytes& bytes, int depth) {
  const std::size_t kind = depth < kMaxDepth ? bytes.Below(4) : 0;
  if (kind == 2) {
    Value::List list;
    for (std::size_t left = bytes.Below(4); left > 0; --left) {
      list.push_back(ReadValue(bytes, depth + 1));
    }
    return {std::move(list)};
  }
  if (kind == 3) return {ReadObject(bytes, depth + 1)};
  return {std::string(bytes.Text(bytes.Below(48)))};
}

/// Every text in the order of the document. An object or a list without texts has no leaf but its
/// own element.
void CollectLeaves(std::string_view name, const Value& value, test::XmlLeaves& leaves) {
  if (const auto* text = std::get_if<std::string>(&value.content)) {
    leaves.emplace_back(std::string(name), base::XmlText(*text));
  } else if (const auto* list = std::get_if<Value::List>(&value.content)) {
    for (const Value& element : *list) CollectLeaves(name, element, leaves);
  } else {
    const std::size_t before = leaves.size();
    for (const auto& [field, content] : std::get<Value::Object>(value.content)) {
      CollectLeaves(field, content, leaves);
    }
    if (leaves.size() == before) leaves.emplace_back(std::string(name), "");
  }
}

void CheckXml(const Value::Object& object, std::string_view cdata_field) {
  const std::string xml = gateway::RenderXml("Root", object, cdata_field);
  const auto read = test::ReadXml(xml);
  Require(read.has_value(), "libxml2 reads what is written", xml);
  test::XmlLeaves wanted;
  CollectLeaves("Root", {object}, wanted);
  Require(*read == wanted, "libxml2 reads the same texts", xml);
}

/// Every text by its place, as test::ReadJson shows it.
void CollectTexts(const std::string& place, const Value& value, test::JsonLeaves& leaves) {
  if (const auto* text = std::get_if<std::string>(&value.content)) {
    leaves.emplace_back(place, base::ToValidUtf8(*text));
  } else if (const auto* list = std::get_if<Value::List>(&value.content)) {
    if (list->empty()) leaves.emplace_back(place + "/[]", "");
    for (std::size_t i = 0; i < list->size(); ++i) {
      CollectTexts(place + '/' + std::to_string(i), (*list)[i], leaves);
    }
  } else {
    const auto& object = std::get<Value::Object>(value.content);
    if (object.empty()) leaves.emplace_back(place + "/{}", "");
    for (const auto& [name, field] : object) {
      CollectTexts(place + '/' + std::string(name), field, leaves);
    }
  }
}

void CheckJson(const Value::Object& object) {
  const std::string json = gateway::RenderJson(object);
  const auto read = test::ReadJson(json);
  Require(read.has_value(), "RapidJSON reads what is written", json);
  test::JsonLeaves wanted;
  CollectTexts("", {object}, wanted);
  Require(*read == wanted, "RapidJSON reads the same texts", json);
}

void CheckUtf8(std::string_view text) {
  const std::string valid = base::ToValidUtf8(text);
  fuzz::RequireSame(base::ToValidUtf8(valid), valid, "mended UTF-8 is UTF-8");
  fuzz::RequireSame(base::XmlText(base::XmlText(text)), base::XmlText(text),
                    "mended XML text needs no more mending");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  CheckUtf8(fuzz::AsText(data, size));
  fuzz::Bytes bytes(data, size);
  const Value::Object object = ReadObject(bytes, 0);
  CheckJson(object);
  CheckXml(object, {});
  CheckXml(object, "Na");
  return 0;
}

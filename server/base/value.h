#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fake_ice::base {

struct Field;

/// What an operation answers, before anybody decided between JSON and XML: a text, a list, or an
/// object whose fields keep their order. Every field of the emulated operations is one of these.
struct Value {
  using List = std::vector<Value>;
  using Object = std::vector<Field>;

  std::variant<std::string, List, Object> content;
};

struct Field {
  std::string_view name;  ///< lives as long as the program
  Value value;
};

/// The text of the field of that name, or null.
inline const std::string* FindText(const Value::Object& object, std::string_view name) {
  for (const Field& field : object) {
    if (field.name == name) return std::get_if<std::string>(&field.value.content);
  }
  return nullptr;
}

}  // namespace fake_ice::base

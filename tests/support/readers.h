#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Strict readers that share no code with what the server writes with.
namespace fake_ice::test {

/// The leaf elements of an XML document in their order, by name, with their text.
using XmlLeaves = std::vector<std::pair<std::string, std::string>>;

/// Nothing when libxml2 finds anything wrong with `xml`.
std::optional<XmlLeaves> ReadXml(std::string_view xml);

/// The text of the first leaf of that name; "" when there is none.
std::string TextOf(const XmlLeaves& leaves, std::string_view name);

/// Whether RapidJSON takes `json`, down to its UTF-8.
bool IsJson(std::string_view json);

/// The texts of a JSON document in their order, each with its JSON pointer. An empty object or list
/// is an empty text, with `/{}` or `/[]` behind its pointer.
using JsonLeaves = std::vector<std::pair<std::string, std::string>>;

/// Nothing when RapidJSON finds anything wrong with `json`, or it has other values than texts.
std::optional<JsonLeaves> ReadJson(std::string_view json);

}  // namespace fake_ice::test

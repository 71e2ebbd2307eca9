#pragma once

#include <string>
#include <string_view>

#include "base/value.h"

namespace fake_ice::gateway {

/// `object` as compact JSON: UTF-8, characters outside ASCII unescaped, bytes that are not UTF-8
/// replaced by U+FFFD.
std::string RenderJson(const base::Value::Object& object);

/// `object` as one line of XML under `root`. A list is its element repeated (assumption:
/// xml-of-lists). Fields named in `cdata_field` stand in a CDATA section. Texts are those of the
/// JSON but for characters that XML has no way to write (base::XmlText).
/// Source: XML errors of the real gateway pasted in public; ICE's own response samples of 2024.
std::string RenderXml(std::string_view root, const base::Value::Object& object,
                      std::string_view cdata_field = {});

}  // namespace fake_ice::gateway

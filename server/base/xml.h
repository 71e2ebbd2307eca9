#pragma once

#include <string>
#include <string_view>

namespace pugi {
class xml_document;
}  // namespace pugi

/// What pugixml leaves to its caller, so that no answer is ill-formed whatever a client sent. Every
/// XML text goes through both functions. Pure functions.
namespace fake_ice::base {

/// `text` as XML 1.0 can hold it: UTF-8, with U+FFFD for each byte that is not part of
/// it and of each character that XML has no way to write: controls but tab, line feed and carriage
/// return, U+FFFE and U+FFFF (assumption: characters-xml-lacks). Source: XML 1.0, production Char.
std::string XmlText(std::string_view text);

/// `document` on one line behind `declaration`, or indented by `indent`. A carriage return is
/// written `&#13;`, because parsers read a bare one as a line feed (XML 1.0, section 2.11); a CDATA
/// section must not have one.
std::string SaveXml(const pugi::xml_document& document, std::string_view declaration,
                    const char* indent = "");

}  // namespace fake_ice::base

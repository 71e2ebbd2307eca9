// schema/assumptions.json, the code and docs/assumptions.md say the same.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include <regex>
#include <set>

#include "style/sources.h"

using namespace fake_ice;
using Json = nlohmann::json;

namespace {

Json Ledger() {
  return Json::parse(test::ReadFile(test::SourceDirectory() / "schema/assumptions.json"))
      .at("Assumptions");
}

/// Every `assumption: <Id>` in the server's code, also where a comment breaks the line between.
std::set<std::string> IdsInCode() {
  static const std::regex kReference(R"(assumption:[\s/]+([a-z0-9]+(?:-[a-z0-9]+)*))");
  std::set<std::string> ids;
  for (const test::Source& source : test::SourcesIn("server", {".h", ".cpp"})) {
    const auto end = std::sregex_iterator();
    for (auto match = std::sregex_iterator(source.text.begin(), source.text.end(), kReference);
         match != end; ++match) {
      ids.insert((*match)[1]);
    }
  }
  return ids;
}

}  // namespace

TEST_CASE("every assumption in the ledger is named in the code, and the other way round") {
  std::set<std::string> in_ledger;
  for (const Json& entry : Ledger()) {
    const auto id = entry.at("Id").get<std::string>();
    CHECK_MESSAGE(in_ledger.insert(id).second, "twice in the ledger: " << id);
    for (const char* key : {"Does", "Why", "Nearest"}) {
      CHECK_FALSE(entry.at(key).get<std::string>().empty());
    }
  }
  const auto in_code = IdsInCode();
  for (const auto& id : in_ledger) CHECK_MESSAGE(in_code.contains(id), "not in the code: " << id);
  for (const auto& id : in_code) CHECK_MESSAGE(in_ledger.contains(id), "not in the ledger: " << id);
}

TEST_CASE("the manual shows the whole ledger") {
  const std::string page = test::ReadFile(test::SourceDirectory() / "docs" / "assumptions.md");
  for (const Json& entry : Ledger()) {
    const std::string row = "| `" + entry.at("Id").get<std::string>() + "` | " +
                            entry.at("Does").get<std::string>() + " | " +
                            entry.at("Nearest").get<std::string>() + " |";
    CHECK_MESSAGE(page.find(row) != std::string::npos, "assumptions.md lacks the row: " << row);
  }
}

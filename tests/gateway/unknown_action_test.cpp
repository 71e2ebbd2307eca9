// Operations that the real service has and fake-ice does not, of every version.
#include "gateway/unknown_action.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/text.h"
#include "support/files.h"
#include "yike/operation.h"

using namespace fake_ice;
using gateway::UnknownAction;

namespace {

std::vector<std::string> NamesIn(const std::string& file) {
  const std::string text = test::ReadFile(test::SourceDirectory() / "schema" / file);
  std::vector<std::string> names;
  for (const std::string_view line : base::Split(text, '\n')) {
    if (!line.empty() && !line.starts_with('#')) names.emplace_back(line);
  }
  return names;
}

const yike::ApiVersion& Version(std::string_view name) {
  const yike::ApiVersion* version = yike::FindApiVersion(name);
  REQUIRE(version != nullptr);
  return *version;
}

}  // namespace

TEST_CASE("every operation of every version is emulated or NotEmulated") {
  struct Row {
    std::string version;
    std::string file;
    std::size_t count;
    std::string product;
  };
  for (const Row& row :
       std::vector<Row>{{"2020-11-09", "ice-actions.txt", 400, "ICE"},
                        {"2026-03-19", "yike-actions-2026-03-19.txt", 50, "Yike"},
                        {"2026-07-07", "yike-actions-2026-07-07.txt", 36, "Yike"}}) {
    CAPTURE(row.version);
    const auto names = NamesIn(row.file);
    CHECK(names.size() == row.count);
    CHECK(Version(row.version).product == row.product);
    for (const std::string& name : names) {
      CAPTURE(name);
      CHECK(yike::IsAction(name));
      if (Version(row.version).emulated && yike::FindOperation(name) != nullptr) continue;
      const gateway::ApiError error = UnknownAction(name, Version(row.version));
      CHECK(error.status == 501);
      CHECK(error.code == "NotEmulated");
      CHECK(error.message.find(name + " of " + row.product + ' ' + row.version) !=
            std::string::npos);
      CHECK(error.explanation.empty());
    }
  }
  CHECK(yike::FindApiVersion("2026-07-08") == nullptr);
}

TEST_CASE("what no version has is not found, and what another has is told apart") {
  const auto explain = [](std::string_view action, std::string_view version) {
    const gateway::ApiError error = UnknownAction(action, Version(version));
    CHECK(error.status == 404);
    CHECK(error.code == "InvalidAction.NotFound");
    return error.explanation;
  };
  CHECK(explain("GetYikeAIAppjob", "2026-03-19") ==
        "Yike 2026-03-19 has no such action; did you mean GetYikeAIAppJob? Names are "
        "case-sensitive.");
  CHECK(explain("GetYikeAIAppJob", "2026-07-07") ==
        "Yike 2026-07-07 has no such action; it is one of ICE 2020-11-09 and Yike 2026-03-19");
  CHECK(explain("GetMediaInfo", "2026-03-19") ==
        "Yike 2026-03-19 has no such action; it is one of ICE 2020-11-09");
  CHECK(explain("Nonsense", "2026-03-19").empty());
}

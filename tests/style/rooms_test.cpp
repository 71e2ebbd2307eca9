// Who may include whom, which library lives where, and how large a piece may be.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

#include "style/sources.h"

using namespace fake_ice;
using test::Source;

namespace {

/// For each room the rooms that it may include. Composition stands above, plain data below.
const std::map<std::string, std::set<std::string>> kMayInclude{
    {"main", {"cli"}},
    {"cli",
     {"emulator", "gateway", "control", "fixtures", "http", "tls", "yike", "auth", "sandbox",
      "store", "base"}},
    {"media", {"yike", "store", "base"}},
    {"emulator",
     {"answers", "gateway", "control", "media", "http", "yike", "auth", "store", "base"}},
    {"answers", {"gateway", "control", "yike", "store", "base"}},
    {"gateway", {"auth", "yike", "store", "base"}},
    {"control", {"fixtures", "yike", "store", "base"}},
    {"http", {"tls", "base"}},
    {"tls", {"base"}},
    {"yike", {"store", "base"}},
    {"auth", {"base"}},
    {"fixtures", {"auth", "store", "base"}},
    {"store", {"base"}},
    {"sandbox", {"base"}},
    {"base", {}},
};

/// Headers of other projects that only these places may include. OpenSSL has one for each of what
/// it does: digests, certificates, connections.
const std::map<std::string, std::vector<std::string>> kHomesOfLibrary{
    {"httplib.h", {"server/http/"}},
    {"SQLiteCpp/", {"server/store/"}},
    {"sqlite3.h", {"server/store/"}},
    {"openssl/", {"server/base/digest.cpp", "server/tls/", "server/http/tls_"}},
    {"CLI/", {"server/cli/"}},
    {"pugixml.hpp", {"server/"}},
    {"zlib.h", {"server/base/gzip.cpp"}},
    {"re2/", {"server/base/pattern.cpp"}},
    {"valijson/", {"server/fixtures/"}},
    {"sys/epoll.h", {"server/http/"}},
};

/// `server/gateway/pipeline.cpp` is of room gateway, `server/emulator.h` of room emulator.
std::string RoomOf(std::string_view path_below_server) {
  return std::string(path_below_server.substr(0, path_below_server.find_first_of("/.")));
}

std::vector<std::string> IncludesOf(const Source& source) {
  std::vector<std::string> includes;
  for (const std::string_view line : source.Lines()) {
    if (!line.starts_with("#include ")) continue;
    const auto start = line.find_first_of("\"<") + 1;
    includes.emplace_back(line.substr(start, line.find_last_of("\">") - start));
  }
  return includes;
}

std::vector<Source> ServerSources() {
  return test::SourcesIn("server", {".h", ".cpp"});
}

std::vector<Source> AllCode() {
  auto sources =
      test::SourcesIn("tests", {".h", ".cpp", ".py", ".js", ".mjs", ".java", ".go", ".lua"});
  for (Source& source : ServerSources()) sources.push_back(std::move(source));
  for (Source& source : test::SourcesIn("integrations", {".h", ".cpp", ".py", ".js", ".cjs", ".mjs",
                                                         ".ts", ".mts", ".java", ".go"})) {
    sources.push_back(std::move(source));
  }
  return sources;
}

}  // namespace

TEST_CASE("rooms include only the rooms below them") {
  const auto sources = ServerSources();
  REQUIRE(sources.size() > 50);
  for (const Source& source : sources) {
    const std::string room = RoomOf(std::string_view(source.path).substr(sizeof("server/") - 1));
    CAPTURE(source.path);
    REQUIRE(kMayInclude.contains(room));
    for (const std::string& include : IncludesOf(source)) {
      const std::string target = RoomOf(include);
      if (!kMayInclude.contains(target) || target == room) continue;
      CAPTURE(include);
      CHECK(kMayInclude.at(room).contains(target));
    }
  }
}

TEST_CASE("each library of others stays in its own room") {
  for (const Source& source : ServerSources()) {
    for (const std::string& include : IncludesOf(source)) {
      for (const auto& [library, homes] : kHomesOfLibrary) {
        if (!include.starts_with(library)) continue;
        CAPTURE(include);
        const auto is_home = [&](const std::string& home) { return source.path.starts_with(home); };
        CHECK_MESSAGE(std::ranges::any_of(homes, is_home), source.path);
      }
    }
  }
}

TEST_CASE("SQL is written in the store and nowhere else") {
  for (const Source& source : ServerSources()) {
    if (source.path.starts_with("server/store/")) continue;
    for (const char* word : {"SELECT ", "INSERT INTO", "DELETE FROM", "PRAGMA "}) {
      CAPTURE(word);
      CHECK_MESSAGE(source.text.find(word) == std::string::npos, source.path);
    }
  }
}

TEST_CASE("files stay small and lines short") {
  constexpr std::size_t kMaxLines = 300;
  constexpr std::size_t kMaxColumns = 100;
  for (const Source& source : AllCode()) {
    CAPTURE(source.path);
    CHECK(source.Lines().size() <= kMaxLines);
    for (const std::string_view line : source.Lines()) {
      if (base::Utf16Length(line) <= kMaxColumns) continue;
      FAIL_CHECK(source.path << ": a line is too long: " << line);
    }
  }
}

TEST_CASE("every header is guarded and nothing is left for later") {
  for (const Source& source : AllCode()) {
    CAPTURE(source.path);
    if (source.path.ends_with(".h")) CHECK(source.text.find("#pragma once") != std::string::npos);
    // Written in two parts, so that this file does not find itself.
    for (const char* word : {"TO"
                             "DO",
                             "FIX"
                             "ME",
                             "using namespace"
                             " std;"}) {
      CAPTURE(word);
      CHECK(source.text.find(word) == std::string::npos);
    }
  }
}

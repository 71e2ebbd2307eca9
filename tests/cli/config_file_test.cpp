#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "cli/command_lines.h"
#include "support/temp_directory.h"
#include "support/text.h"

using namespace fake_ice;
using test::Contains;
using test::ParseAs;
using test::ParseExit;

namespace {

/// A file of settings for as long as it lives.
class SettingsFile {
 public:
  explicit SettingsFile(const std::string& text) : path_(folder_.Write("fake-ice.toml", text)) {}
  [[nodiscard]] const std::string& Path() const { return path_; }

 private:
  test::TempDirectory folder_;
  const std::string path_;
};

}  // namespace

TEST_CASE("an option wins over a variable, a variable over the file, the file over the default") {
  const SettingsFile file(
      "# a comment\n"
      "listen = \"127.0.0.1:1\"\nauth = 'off'\nlog-level = \"error\"\nstrict-apps = true\n"
      "control-host = [\"one\", \"two\"]\nmax-store-size = \"2MiB\"\n");
  const auto serve =
      ParseAs<cli::ServeConfig>({"--config", file.Path(), "--listen", "127.0.0.1:2"},
                                {{"FAKE_ICE_LISTEN", "127.0.0.1:3"}, {"FAKE_ICE_AUTH", "enforce"}});
  CHECK(serve.port == 2);
  CHECK(serve.enforce_signatures);
  CHECK(serve.log_level == "error");
  CHECK(serve.strict_apps);
  CHECK(serve.control_hosts == std::vector<std::string>{"one", "two"});
  CHECK(serve.max_store_bytes == 2 * 1024 * 1024);
  CHECK(serve.clock_skew == std::chrono::minutes{15});
}

TEST_CASE("a variable may name the file, and exec takes one too") {
  const SettingsFile file("strict-apps = true\n");
  const test::Variables variables{{"FAKE_ICE_CONFIG", file.Path()}};
  CHECK(ParseAs<cli::ServeConfig>({}, variables).strict_apps);
  CHECK(ParseAs<cli::ExecConfig>({"exec", "--", "true"}, variables).serve.strict_apps);
}

TEST_CASE("a path in the file is relative to its folder") {
  const SettingsFile file("fixtures = [\"a.json\", \"/b.json\"]\nstore = \"../jobs.db\"\n");
  const std::filesystem::path folder = std::filesystem::path(file.Path()).parent_path();
  const auto serve = ParseAs<cli::ServeConfig>({"--config", file.Path()});
  CHECK(serve.fixtures == std::vector<std::string>{folder / "a.json", "/b.json"});
  CHECK(serve.store == folder.parent_path() / "jobs.db");
  CHECK(serve.store_variable == file.Path());
}

TEST_CASE("a mistake in the file is told with the file, the setting and what may be meant") {
  const std::vector<std::pair<std::string, std::string>> mistakes{
      {"stoer = \"x\"", ": unknown setting stoer; did you mean store?"},
      {"colour = 1", ": unknown setting colour; fake-ice config prints all that there are"},
      {"config = \"x\"", ": unknown setting config"},
      {"help = true", ": unknown setting help"},
      {"auth = \"maybe\"", ": auth: maybe: expected enforce or off"},
      {"listen = \"nowhere\"", ": listen: nowhere: expected HOST:PORT"},
      {"listen", ": listen: true: expected HOST:PORT"},
      {"listen = [\"a:1\", \"b:2\"]", ": listen: takes one value, once"},
      {"listen = \"a:1\"\nlisten = \"b:2\"", ": listen: takes one value, once"},
      {"strict-apps = \"maybe\"", ": strict-apps: maybe: expected true or false"},
      {"control-token = \"two words\"", ": control-token: ***: expected printable ASCII"},
      {"[serve]\nauth = \"off\"", ": [serve]: there are no sections"},
      {"tls-dir = \"d\"", "--tls-dir needs --tls-listen"}};
  for (const auto& [text, message] : mistakes) {
    CAPTURE(text);
    const SettingsFile file(text + '\n');
    const cli::Exit exit = ParseExit({"--config", file.Path()});
    CHECK(exit.code == 2);
    CHECK(Contains(exit.text, message));
    CHECK(exit.text.find('\n') == exit.text.size() - 1);
  }
  const test::TempDirectory folder;
  CHECK(Contains(ParseExit({"--config", folder.Path().string()}).text,
                 "a folder is no file of settings"));
  CHECK(Contains(ParseExit({"--config", folder.Path() / "none"}).text,
                 "/none: cannot read the file: No such file or directory"));
}

TEST_CASE("config prints what holds and where it comes from, and never a secret") {
  const SettingsFile file("auth = \"off\"\n");
  const std::string text =
      ParseExit({"config", "--config", file.Path(), "--strict-apps"},
                {{"FAKE_ICE_LOG_LEVEL", "debug"}, {"FAKE_ICE_CONTROL_TOKEN", "hush"}})
          .text;
  const auto has = [&](const std::string& line, const std::string& source) {
    const auto begin = text.find(line + ' ');
    const auto end = text.find('\n', begin);
    return begin != std::string::npos && text.substr(begin, end - begin).ends_with("# " + source);
  };
  CHECK(has("auth = \"off\"", file.Path()));
  CHECK(has("strict-apps = true", "--strict-apps"));
  CHECK(has("log-level = \"debug\"", "FAKE_ICE_LOG_LEVEL"));
  CHECK(has("listen = \"127.0.0.1:20201\"", "default"));
  CHECK(has("# store", "default: in memory"));
  CHECK(has("# tls-listen", "not set"));
  CHECK(has("# control-token is not shown", "FAKE_ICE_CONTROL_TOKEN"));
  CHECK_FALSE(Contains(text, "hush"));
}

TEST_CASE("what config prints is a file that sets the same") {
  const SettingsFile given(
      "control-host = [\"a\", \"b\"]\nclock-skew = \"1h\"\nstrict-apps = true\n"
      "fixtures = [\"a \\\"quoted\\\" name.json\"]\n");
  const std::string text = ParseExit({"config", "--config", given.Path()}).text;
  const SettingsFile printed(text);
  const auto before = ParseAs<cli::ServeConfig>({"--config", given.Path()});
  const auto after = ParseAs<cli::ServeConfig>({"--config", printed.Path()});
  CHECK(after.control_hosts == before.control_hosts);
  CHECK(after.clock_skew == before.clock_skew);
  CHECK(after.strict_apps == before.strict_apps);
  CHECK(after.fixtures == before.fixtures);
  CHECK(after.port == before.port);
}

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "cli/command_lines.h"
#include "cli/options.h"
#include "cli/outline.h"
#include "support/text.h"

using namespace fake_ice;
using test::Arguments;
using test::Contains;
using test::ParseExit;

namespace {

std::vector<cli::CommandOutline> Commands() {
  CLI::App app("", "fake-ice");
  cli::Parsed parsed;
  cli::AddCommands(app, parsed);
  return cli::OutlineOf(app, parsed.choices);
}

std::ptrdiff_t LinesOf(const std::string& text) {
  return std::count(text.begin(), text.end(), '\n');
}

}  // namespace

TEST_CASE("help and the version are no mistakes") {
  for (const Arguments& arguments :
       {Arguments{"--help"}, Arguments{"-h"}, Arguments{"help"}, Arguments{"serve", "-h"},
        Arguments{"serve", "--listen", "a:1", "--help"}, Arguments{"--listen", "a:1", "--help"}}) {
    CAPTURE(test::Join(arguments));
    const cli::Exit exit = ParseExit(arguments);
    CHECK(exit.code == 0);
    CHECK(Contains(exit.text, "Usage: fake-ice"));
    CHECK(exit.text.ends_with('\n'));
  }
  for (const std::string word : {"--version", "-v", "-V", "version"}) {
    CAPTURE(word);
    const cli::Exit version = ParseExit({word});
    CHECK(version.code == 0);
    CHECK(version.text == std::string("fake-ice ") + FAKE_ICE_VERSION + '\n');
  }
}

TEST_CASE("the help of every command begins with an example and fits a screen") {
  for (const cli::CommandOutline& command : Commands()) {
    CAPTURE(command.name);
    const cli::Exit exit = ParseExit({command.name, "--help"});
    CHECK(exit.code == 0);
    CHECK(exit.text == ParseExit({"help", command.name}).text);
    for (const std::string_view line : base::Split(exit.text, '\n')) CHECK(line.size() <= 80);
    // A terminal has 24 lines at first; serve has too many options for that.
    CHECK(LinesOf(exit.text) <= (command.name == "serve" ? 56 : 33));
    if (command.name == "help" || command.name == "version") continue;
    CHECK(exit.text.find("\nExample") < exit.text.find("\nUsage: "));
  }
}

TEST_CASE("the help of the program says what there is, and what an SDK needs, on a screen") {
  const std::string help = ParseExit({"--help"}).text;
  CHECK(help == ParseExit({"help"}).text);
  CHECK(LinesOf(help) <= 36);
  for (const std::string_view line : base::Split(help, '\n')) CHECK(line.size() <= 80);
  for (const cli::CommandOutline& command : Commands()) {
    CAPTURE(command.name);
    CHECK(Contains(help, "\n  " + command.name + ' '));
  }
  for (const std::string part :
       {"fake-ice call GetYikeAIAppJob JobId=00000000000000000000000000000004",
        "fake-ice-access-key-id", "fake-ice-access-key-secret", "127.0.0.1:20201, protocol HTTP"}) {
    CAPTURE(part);
    CHECK(Contains(help, part));
  }
}

TEST_CASE("the help of a command lists all that it takes, and never a secret from a variable") {
  for (const cli::CommandOutline& command : Commands()) {
    CAPTURE(command.name);
    const std::string help =
        ParseExit({command.name, "--help"}, {{"FAKE_ICE_ACCESS_KEY_SECRET", "not to be shown"},
                                             {"FAKE_ICE_CONTROL_TOKEN", "not-to-be-shown"}})
            .text;
    for (const cli::OptionOutline& argument : command.arguments) {
      CHECK(Contains(help, "\n  " + argument.names.front()));
    }
    for (const cli::OptionGroup& group : command.options) {
      CHECK(Contains(help, '\n' + group.title + ":\n"));
      for (const cli::OptionOutline& option : group.options) {
        CHECK(Contains(help, option.names.back()));
        for (const std::string& choice : option.choices) CHECK(Contains(help, choice));
      }
    }
    CHECK_FALSE(Contains(help, "to be shown"));
    CHECK_FALSE(Contains(help, "to-be-shown"));
  }
}

TEST_CASE("the options of serve are no part of the program's own help, but of serve's") {
  CHECK_FALSE(Contains(ParseExit({"--help"}).text, "--store"));
  const std::string help = ParseExit({"serve", "--help"}).text;
  for (const std::string option : {"--listen", "--fixtures", "--store", "--auth", "--log-level",
                                   "--clock-skew", "--max-store-size"}) {
    CAPTURE(option);
    CHECK(Contains(help, option));
  }
}

#include "cli/suggestions.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <vector>

#include "base/text.h"

namespace fake_ice::cli {
namespace {

struct Synonym {
  std::string_view theirs;
  std::string_view ours;
};

constexpr std::array kCommandsOfOthers{
    Synonym{"start", "serve"}, Synonym{"run", "serve"},      Synonym{"server", "serve"},
    Synonym{"up", "serve"},    Synonym{"validate", "check"}, Synonym{"lint", "check"},
    Synonym{"ping", "health"}, Synonym{"send", "call"},      Synonym{"request", "call"}};

constexpr std::array kOptionsOfOthers{Synonym{"--port", "--listen HOST:PORT"},
                                      Synonym{"--host", "--listen HOST:PORT"},
                                      Synonym{"--bind", "--listen HOST:PORT"},
                                      Synonym{"--address", "--listen HOST:PORT"},
                                      Synonym{"--addr", "--listen HOST:PORT"},
                                      Synonym{"-p", "--listen HOST:PORT"},
                                      Synonym{"--data", "--store"},
                                      Synonym{"--db", "--store"},
                                      Synonym{"--database", "--store"},
                                      Synonym{"--verbose", "--log-level debug"},
                                      Synonym{"--debug", "--log-level debug"},
                                      Synonym{"--quiet", "--log-level error"},
                                      Synonym{"-q", "--log-level error"},
                                      Synonym{"--url", "--endpoint"},
                                      Synonym{"--key", "--access-key-id"},
                                      Synonym{"--secret", "--access-key-secret"},
                                      Synonym{"--token", "--security-token"}};

template <std::size_t kSize>
std::string_view OursFor(std::string_view word, const std::array<Synonym, kSize>& synonyms) {
  const auto found = std::ranges::find(synonyms, word, &Synonym::theirs);
  return found == synonyms.end() ? std::string_view() : found->ours;
}

std::vector<std::string> OptionNames(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

std::string_view FirstWord(std::string_view text) {
  return text.substr(0, text.find(' '));
}

std::string DidYouMean(std::string_view word) {
  return word.empty() ? std::string() : "; did you mean " + std::string(word) + '?';
}

/// The command that has this very option, beside the one that was typed.
std::string OwnerOf(std::string_view option, const CLI::App& app) {
  const auto has = [&](const CLI::App& command) {
    return std::ranges::count(OptionNames(command), option) > 0;
  };
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (has(*command)) return command->get_name();
  }
  return has(app) ? "serve" : "";
}

std::string UnknownOption(std::string_view typed, const CLI::App& app, const CLI::App& command) {
  const std::string_view option = typed.substr(0, typed.find('='));
  const std::string mistake = "unknown option " + Shown(option);
  auto names = OptionNames(command);
  if (command.get_fallthrough() && &command != &app)
    std::ranges::copy(OptionNames(app), std::back_inserter(names));
  const std::string_view ours = OursFor(option, kOptionsOfOthers);
  if (command.get_name() == "exec" && FirstWord(ours) == "--listen") {
    return mistake + "; exec takes no address: it serves at the service's host names";
  }
  if (std::ranges::count(names, FirstWord(ours)) > 0) return mistake + DidYouMean(ours);
  if (const std::string owner = OwnerOf(option, app); !owner.empty()) {
    return std::string(option) + " is an option of " + owner + ", not of " +
           (&command == &app ? "serve" : command.get_name());
  }
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  return mistake + DidYouMean(base::Nearest(option, candidates));
}

}  // namespace

std::string Shown(std::string_view text) {
  constexpr std::size_t kMaxBytes = 200;
  std::string shown = base::ToValidUtf8(text.substr(0, kMaxBytes));
  if (text.size() > kMaxBytes) shown += "...";
  std::replace_if(
      shown.begin(), shown.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; }, ' ');
  return shown;
}

std::string OptionOfOthers(std::string_view option) {
  return std::string(FirstWord(OursFor(option, kOptionsOfOthers)));
}

std::string UnknownCommand(std::string_view typed, const CLI::App& app) {
  const std::string mistake = "unknown command " + Shown(typed);
  std::vector<std::string> names{"help", "version"};
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(command->get_name());
  }
  const std::string_view ours = OursFor(typed, kCommandsOfOthers);
  if (!ours.empty()) return mistake + DidYouMean(ours);
  // The name of an operation stands where the command should.
  if (typed.ends_with("YikeAIAppJob")) return mistake + DidYouMean("call " + Shown(typed));
  if (typed.ends_with(".json")) return mistake + DidYouMean("--fixtures " + Shown(typed));
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  return mistake + DidYouMean(base::Nearest(typed, candidates));
}

std::optional<std::string> MistakeInLeftovers(const CLI::App& app) {
  std::vector<std::string> leftovers = app.remaining(true);
  std::erase(leftovers, "--");
  if (leftovers.empty()) return std::nullopt;
  const auto chosen = app.get_subcommands();
  const CLI::App& command = chosen.empty() ? app : *chosen.front();
  const auto option = std::ranges::find_if(
      leftovers, [](const std::string& one) { return one.starts_with('-') && one.size() > 1; });
  const bool command_is_first = chosen.empty() && !leftovers.front().starts_with('-');
  if (command_is_first) return UnknownCommand(leftovers.front(), app);
  // The options of the server stand on the program itself.
  if (option != leftovers.end()) {
    return UnknownOption(*option, app, command.get_name() == "serve" ? app : command);
  }
  std::string list;
  for (const std::string& one : leftovers) list += ' ' + Shown(one);
  return (leftovers.size() == 1 ? "unexpected argument:" : "unexpected arguments:") + list;
}

}  // namespace fake_ice::cli

#include "cli/completion.h"

#include <algorithm>
#include <string_view>

namespace fake_ice::cli {
namespace {

/// What a shell is to offer for a value.
enum class Offers { kNothing, kChoices, kFiles, kFolders };

Offers OffersFor(const OptionOutline& option) {
  const std::string& what = option.placeholder.empty() ? option.names.front() : option.placeholder;
  if (!option.choices.empty()) return Offers::kChoices;
  if (what == "PATH" || what == "FILE") return Offers::kFiles;
  return what == "DIR" ? Offers::kFolders : Offers::kNothing;
}

std::string Joined(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) line += (line.empty() ? "" : " ") + word;
  return line;
}

std::string NamesOf(const std::vector<CommandOutline>& commands, std::string_view between) {
  std::string names;
  for (const CommandOutline& command : commands) {
    names += std::string(names.empty() ? "" : between) + command.name;
  }
  return names;
}

std::vector<OptionOutline> OptionsOf(const CommandOutline& command) {
  std::vector<OptionOutline> options;
  for (const OptionGroup& group : command.options) {
    options.insert(options.end(), group.options.begin(), group.options.end());
  }
  return options;
}

/// With each command all options that it takes: some also take those of serve.
std::vector<CommandOutline> Completed(std::vector<CommandOutline> commands) {
  const auto serve = *std::ranges::find(commands, "serve", &CommandOutline::name);
  for (CommandOutline& command : commands) {
    if (!command.takes_serve_options) continue;
    for (const OptionGroup& group : serve.options) {
      if (group.title != command.options.back().title) command.options.push_back(group);
    }
  }
  return commands;
}

std::string BashOffer(const OptionOutline& option) {
  switch (OffersFor(option)) {
    case Offers::kChoices:
      return "COMPREPLY=($(compgen -W '" + Joined(option.choices) + "' -- \"$word\"))";
    case Offers::kFiles:
      return "_fake_ice_paths -f \"$word\"";
    case Offers::kFolders:
      return "_fake_ice_paths -d \"$word\"";
    case Offers::kNothing:
      break;
  }
  return ":";
}

std::string Bash(const std::vector<CommandOutline>& commands) {
  std::string values;
  std::string others;
  for (const CommandOutline& command : commands) {
    std::vector<std::string> names;
    for (const OptionOutline& option : OptionsOf(command)) {
      names.insert(names.end(), option.names.begin(), option.names.end());
      if (option.placeholder.empty()) continue;
      values += "    '" + command.name + ' ' + option.names.back() + "') " + BashOffer(option) +
                "; return ;;\n";
    }
    others += "    " + command.name + ")\n";
    others += "      options='" + Joined(names) + "'\n";
    if (!command.arguments.empty()) {
      others += "      [[ $word == -* ]] || " + BashOffer(command.arguments.front()) + '\n';
    }
    others += "      ;;\n";
  }
  return R"(# Completes fake-ice in bash.
_fake_ice_paths() {
  local IFS=$'\n'
  compopt -o filenames 2>/dev/null
  COMPREPLY=($(compgen "$1" -- "$2"))
}
_fake_ice() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
  local command=serve options= i IFS=$' \t\n'
  COMPREPLY=()
  if ((COMP_CWORD > 1)); then
    case ${COMP_WORDS[1]} in
      )" +
         NamesOf(commands, "|") + R"() command=${COMP_WORDS[1]} ;;
    esac
  fi
  for ((i = 2; i < COMP_CWORD; ++i)); do
    if [[ $command == exec && ${COMP_WORDS[i]} == -- ]]; then
      COMPREPLY=($(compgen -A command -A file -- "$word"))
      return
    fi
  done
  case "$command $before" in
)" + values +
         R"(  esac
  case $command in
)" + others +
         R"(  esac
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$word"))
  elif ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W ')" +
         NamesOf(commands, " ") + R"(' -- "$word"))
  fi
}
complete -F _fake_ice fake-ice
)";
}

/// A text in a specification of zsh's _arguments.
std::string ZshQuoted(std::string_view text) {
  std::string quoted;
  for (const char c : text) {
    if (c == '\'') {
      quoted += "'\\''";
      continue;
    }
    if (c == '[' || c == ']' || c == ':' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted;
}

std::string ZshOffer(const OptionOutline& option) {
  switch (OffersFor(option)) {
    case Offers::kChoices:
      return '(' + Joined(option.choices) + ')';
    case Offers::kFiles:
      return "_files";
    case Offers::kFolders:
      return "_files -/";
    case Offers::kNothing:
      break;
  }
  return " ";
}

std::string ZshSpecifications(const CommandOutline& command) {
  std::string specifications;
  for (const OptionOutline& option : OptionsOf(command)) {
    for (const std::string& name : option.names) {
      specifications += std::string(" \\\n        '") + (option.is_repeatable ? "*" : "") + name +
                        '[' + ZshQuoted(option.text) + ']';
      if (!option.placeholder.empty()) {
        specifications += ':' + ZshQuoted(option.placeholder) + ':' + ZshOffer(option);
      }
      specifications += '\'';
    }
  }
  for (const OptionOutline& argument : command.arguments) {
    // With nothing to offer for it zsh would only list the option that is meant.
    if (OffersFor(argument) == Offers::kNothing) continue;
    specifications += std::string(" \\\n        '") + (argument.is_repeatable ? "*" : "") + ':' +
                      ZshQuoted(argument.names.front()) + ':' + ZshOffer(argument) + '\'';
  }
  if (command.runs_command) specifications += " \\\n        '*:::command:_normal'";
  return specifications;
}

std::string Zsh(const std::vector<CommandOutline>& commands) {
  std::string described;
  std::string cases;
  for (const CommandOutline& command : commands) {
    described += "\n      '" + command.name + ':' + ZshQuoted(command.text) + '\'';
    cases +=
        "    " + command.name + ")\n      _arguments -S" + ZshSpecifications(command) + " ;;\n";
  }
  return R"(#compdef fake-ice
# Completes fake-ice in zsh.
_fake_ice() {
  local command=serve
  if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then
    local -a commands=()" +
         described + R"()
    _describe -t commands command commands
    return
  fi
  case $words[2] in
    )" + NamesOf(commands, "|") +
         R"()
      command=$words[2]
      shift words
      (( CURRENT-- )) ;;
  esac
  case $command in
)" + cases +
         R"(  esac
}
if [[ $funcstack[1] == _fake-ice ]]; then
  _fake_ice "$@"
else
  compdef _fake_ice fake-ice
fi
)";
}

/// Within single quotes, where fish knows two escapes.
std::string FishQuoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '\'';
}

std::string FishValue(const OptionOutline& option) {
  switch (OffersFor(option)) {
    case Offers::kChoices:
      return " -x -a '" + Joined(option.choices) + '\'';
    case Offers::kFiles:
      return " -r -F";
    case Offers::kFolders:
      return " -x -a '(__fish_complete_directories)'";
    case Offers::kNothing:
      break;
  }
  return " -x";
}

std::string FishLines(const CommandOutline& command, const std::string& all) {
  std::string when = "__fish_seen_subcommand_from " + command.name;
  if (command.name == "serve") when += "; or not __fish_seen_subcommand_from " + all;
  const std::string begin = "complete -c fake-ice -n " + FishQuoted(when);
  std::string lines;
  for (const OptionOutline& option : OptionsOf(command)) {
    lines += begin;
    for (const std::string& name : option.names) {
      lines += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    }
    if (!option.placeholder.empty()) lines += FishValue(option);
    lines += " -d " + FishQuoted(option.text) + '\n';
  }
  if (!command.arguments.empty() && OffersFor(command.arguments.front()) != Offers::kNothing) {
    lines += begin + FishValue(command.arguments.front()) + '\n';
  }
  if (command.runs_command) {
    lines += begin + " -x -a '(__fish_complete_command)'\n";
  }
  return lines;
}

std::string Fish(const std::vector<CommandOutline>& commands) {
  const std::string all = NamesOf(commands, " ");
  std::string script = "# Completes fake-ice in fish.\ncomplete -c fake-ice -f\n";
  for (const CommandOutline& command : commands) {
    script += "complete -c fake-ice -n 'not __fish_seen_subcommand_from " + all + "' -a " +
              command.name + " -d " + FishQuoted(command.text) + '\n';
  }
  for (const CommandOutline& command : commands) script += FishLines(command, all);
  return script;
}

}  // namespace

std::vector<std::string> ShellNames() {
  return {"bash", "zsh", "fish"};
}

std::string CompletionScript(const std::vector<CommandOutline>& commands,
                             const std::string& shell) {
  const auto completed = Completed(commands);
  if (shell == "bash") return Bash(completed);
  return shell == "zsh" ? Zsh(completed) : Fish(completed);
}

}  // namespace fake_ice::cli

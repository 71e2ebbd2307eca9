#include "cli/outline.h"

#include <algorithm>
#include <utility>

namespace fake_ice::cli {
namespace {

OptionOutline OutlineOf(const CLI::Option& option, const Choices& choices) {
  OptionOutline outline{.names = {},
                        .placeholder = {},
                        .text = option.get_description(),
                        .initial = option.get_default_str(),
                        .choices = {},
                        .is_required = option.get_required(),
                        .is_repeatable = option.get_expected_max() > 1};
  if (option.get_positional()) {
    outline.names = {option.get_name(true, false)};
  } else {
    for (const std::string& name : option.get_snames()) outline.names.push_back('-' + name);
    for (const std::string& name : option.get_lnames()) outline.names.push_back("--" + name);
    if (option.get_type_size() > 0) outline.placeholder = option.get_type_name();
  }
  if (const auto found = choices.find(&option); found != choices.end()) {
    outline.choices = found->second;
  }
  return outline;
}

std::vector<OptionGroup> GroupsOf(const CLI::App& app, const Choices& choices) {
  std::vector<OptionGroup> groups;
  for (const std::string& title : app.get_groups()) {
    OptionGroup group{.title = title, .options = {}};
    for (const CLI::Option* option : app.get_options()) {
      if (option->get_positional() || option->get_group() != title) continue;
      group.options.push_back(OutlineOf(*option, choices));
    }
    // What every command has comes last.
    std::stable_partition(
        group.options.begin(), group.options.end(),
        [](const OptionOutline& option) { return option.names.back() != "--help"; });
    if (!group.options.empty()) groups.push_back(std::move(group));
  }
  const std::string common = app.get_help_ptr()->get_group();
  std::stable_partition(groups.begin(), groups.end(),
                        [&](const OptionGroup& group) { return group.title != common; });
  return groups;
}

CommandOutline OutlineOfCommand(const CLI::App& command, const Choices& choices) {
  CommandOutline outline{.name = command.get_name(),
                         .group = command.get_group(),
                         .text = command.get_description(),
                         .arguments = {},
                         .options = {},
                         .takes_serve_options = false,
                         .runs_command = command.get_name() == "exec"};
  outline.takes_serve_options = outline.runs_command || outline.name == "config";
  const bool is_serve = outline.name == "serve";
  outline.options = GroupsOf(is_serve ? *command.get_parent() : command, choices);
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_positional()) outline.arguments.push_back(OutlineOf(*option, choices));
  }
  return outline;
}

}  // namespace

std::vector<CommandOutline> OutlineOf(const CLI::App& app, const Choices& choices) {
  std::vector<CommandOutline> outlines;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    outlines.push_back(OutlineOfCommand(*command, choices));
  }
  return outlines;
}

}  // namespace fake_ice::cli

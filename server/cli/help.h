#pragma once

#include <CLI/CLI.hpp>

#include <string>

namespace fake_ice::cli {

/// The help of the program, or of one of its commands, for a terminal of 80 columns.
std::string HelpOf(const CLI::App& app);

/// Writes the same where CLI11 asks for it.
class HelpFormatter final : public CLI::Formatter {
 public:
  std::string make_help(const CLI::App* app, std::string name,
                        CLI::AppFormatMode mode) const override;
};

}  // namespace fake_ice::cli

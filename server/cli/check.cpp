#include <iostream>

#include "cli/commands.h"
#include "fixtures/loader.h"
#include "gateway/authorization.h"

namespace fake_ice::cli {

int Check(const CheckConfig& config) {
  const auto loaded = fixtures::LoadFixtures(config.paths, gateway::PolicyActions());
  if (!loaded) {
    for (const fixtures::Problem& problem : loaded.error()) {
      std::cerr << fixtures::ToLine(problem) << '\n';
    }
    return 1;
  }
  for (fixtures::Problem warning : loaded->warnings) {
    warning.reason = "warning: " + warning.reason;
    std::cerr << fixtures::ToLine(warning) << '\n';
  }
  std::size_t jobs = 0;
  for (const auto& account : loaded->accounts) jobs += account.jobs.size();
  std::cout << "fixtures are valid: files: " << loaded->files << ", jobs: " << jobs << '\n';
  return 0;
}

}  // namespace fake_ice::cli

#include <iostream>

#include "cli/commands.h"
#include "fixtures/schema_text.h"

namespace fake_ice::cli {

int Schema(const SchemaConfig& /*config*/) {
  std::cout << fixtures::SchemaText();
  return 0;
}

}  // namespace fake_ice::cli

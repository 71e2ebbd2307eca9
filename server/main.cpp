#include "cli/main.h"

int main(int argc, char** argv) {
  return fake_ice::cli::Main(argc, argv);
}

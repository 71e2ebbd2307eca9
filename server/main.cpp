#include <fcntl.h>
#include <unistd.h>

#include <initializer_list>

#include "cli/main.h"

namespace {

/// A standard stream that was closed would become the first file or connection that is opened, and
/// what is printed would go there.
void KeepStandardStreams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(stream, F_GETFD) == -1) open("/dev/null", O_RDWR);  // takes the lowest that is free
  }
}

}  // namespace

int main(int argc, char** argv) {
  KeepStandardStreams();
  return fake_ice::cli::Main(argc, argv);
}

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string_view>
#include <thread>

#include "cli/commands.h"
#include "cli/journal_line.h"
#include "cli/journal_reader.h"

namespace fake_ice::cli {
namespace {

/// How long after a failure a server that is away is asked again.
constexpr std::chrono::milliseconds kAskAgain{200};

/// Ends the program as soon as nobody reads stdout any more: the next entry may be hours away.
void EndWithReader() {
  std::thread([] {
    pollfd out{STDOUT_FILENO, 0, 0};
    while (poll(&out, 1, -1) >= 0 || errno == EINTR) {
      if ((out.revents & (POLLERR | POLLHUP | POLLNVAL)) != 0) _exit(0);
    }
  }).detach();
}

/// Lines are flushed one by one, so that nothing is lost.
void EndOnSignals() {
  for (const int signal : {SIGINT, SIGTERM}) std::signal(signal, [](int) { _exit(0); });
  std::signal(SIGPIPE, SIG_IGN);
}

/// Source: no-color.org.
bool MayColour() {
  const char* no_color = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  return isatty(STDOUT_FILENO) != 0 && (no_color == nullptr || *no_color == '\0') &&
         (terminal == nullptr || std::string_view(terminal) != "dumb");
}

/// False when nobody reads it.
bool Print(const JournalReader::Entries& entries, bool as_json, bool coloured) {
  using Json = nlohmann::ordered_json;
  for (const Json& entry : entries) {
    std::cout << (as_json ? entry.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n'
                          : JournalLine(entry, coloured))
              << std::flush;
  }
  return static_cast<bool>(std::cout);
}

}  // namespace

int Tail(const TailConfig& config) {
  using Fault = JournalReader::Fault;
  EndOnSignals();
  JournalReader reader(config);
  const bool coloured = MayColour();
  auto entries = reader.ReadLast();
  if (!entries) {
    std::cerr << "fake-ice: ";
    if (!config.destination.variable.empty()) std::cerr << config.destination.variable << ": ";
    std::cerr << entries.error().reason << '\n';
    return 1;
  }
  EndWithReader();
  bool is_away = false;
  while (true) {
    if (entries) {
      if (is_away) std::cerr << "fake-ice: " << config.destination.endpoint << " is back\n";
      is_away = false;
      if (!Print(*entries, config.json, coloured)) return 0;
    } else if (entries.error().fault == Fault::kRefused) {
      std::cerr << "fake-ice: " << entries.error().reason << '\n';
      return 1;
    } else if (entries.error().fault == Fault::kLost) {
      std::cerr << "fake-ice: the journal was cleared, or the server was started anew; going on\n";
      reader.Forget();
      is_away = false;
    } else {
      if (!is_away) std::cerr << "fake-ice: " << entries.error().reason << "; asking again\n";
      is_away = true;
      std::this_thread::sleep_for(kAskAgain);
    }
    entries = reader.ReadNext();
  }
}

}  // namespace fake_ice::cli

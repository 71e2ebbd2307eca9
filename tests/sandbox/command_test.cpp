// A command in a world of its own: what it finds there, and how it ends.
#include "sandbox/command.h"

#include <doctest/doctest.h>
#include <linux/capability.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <array>
#include <fstream>
#include <functional>
#include <sstream>
#include <thread>

#include "sandbox/forwarder.h"
#include "sandbox/names.h"
#include "support/namespaces.h"
#include "support/temp_directory.h"

using namespace fake_ice;
using sandbox::Command;
using sandbox::World;

namespace {

// The thread sanitizer has a thread of its own, and who has two may not leave for a user namespace.
#if defined(__SANITIZE_THREAD__)
constexpr bool kHasOneThread = false;
#else
constexpr bool kHasOneThread = true;
#endif

constexpr int kPatienceMilliseconds = 30000;

/// A shell's script in a world, which writes to `Path("out")`, which is in the variable OUT.
class Script {
 public:
  Script(const std::string& script, World world, const std::string& shell = "sh") {
    auto prepared = Command::Prepare({shell, "-c", script}, world);
    REQUIRE_MESSAGE(prepared, prepared.error());
    command_ = std::move(*prepared);
  }
  explicit Script(const std::string& script) : Script(script, {}) {}

  Command& operator*() { return *command_; }

  void Run(std::map<std::string, std::string> variables = {}) {
    variables["OUT"] = folder_ / "out";
    REQUIRE(command_->Run(variables));
  }
  int Status() {
    const sandbox::End end = command_->Wait();
    CHECK(end.signal == 0);
    return end.status;
  }
  std::string RunAndRead(std::map<std::string, std::string> variables = {}) {
    Run(std::move(variables));
    CHECK(Status() == 0);
    std::stringstream text;
    text << std::ifstream(folder_ / "out").rdbuf();
    return text.str();
  }

 private:
  test::TempDirectory folder_;
  std::unique_ptr<Command> command_;
};

sandbox::Descriptor Accepted(const sandbox::Descriptor& listener) {
  pollfd waited{.fd = listener.Get(), .events = POLLIN, .revents = 0};
  REQUIRE(poll(&waited, 1, kPatienceMilliseconds) == 1);
  return sandbox::Descriptor(accept(listener.Get(), nullptr, nullptr));
}

std::string ReadToEnd(const sandbox::Descriptor& file) {
  std::string text;
  std::array<char, 4096> part{};
  for (ssize_t got = 0; (got = read(file.Get(), part.data(), part.size())) > 0;) {
    text.append(part.data(), static_cast<std::size_t>(got));
  }
  return text;
}

/// What the function says in a process of its own.
std::string SaidByAChild(const std::function<std::string()>& say) {
  std::array<int, 2> ends{};
  REQUIRE(pipe(ends.data()) == 0);
  const sandbox::Descriptor said(ends[0]);
  sandbox::Descriptor to_say(ends[1]);
  const pid_t child = fork();
  if (child == 0) {
    const std::string text = say();
    _exit(write(to_say.Get(), text.data(), text.size()) < 0);
  }
  to_say = {};
  std::string text = ReadToEnd(said);
  waitpid(child, nullptr, 0);
  return text;
}

/// Leaves for a user namespace that allows no further ones, and keeps no rights there.
bool ForbidNamespaces() {
  if (unshare(CLONE_NEWUSER) != 0) return false;
  std::ofstream limit("/proc/sys/user/max_user_namespaces");
  if (!(limit << 0 << std::flush)) return false;
  __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  std::array<__user_cap_data_struct, 2> none{};
  return syscall(SYS_capset, &header, none.data()) == 0;
}

}  // namespace

TEST_SUITE("a command in a world of its own" *
           doctest::skip(!kHasOneThread || !test::AreNamespacesAllowed())) {
  TEST_CASE("its exit status is told, and the signal that ended it") {
    Script seven("exit 7");
    seven.Run();
    CHECK(seven.Status() == 7);
    Script killed("kill -KILL $$");
    killed.Run();
    CHECK((*killed).Wait().signal == SIGKILL);
  }

  TEST_CASE("one that cannot start has the status that env has for it") {
    for (const auto& [word, status] :
         {std::pair("/no/such/command", 127), {"no-such-command", 127}, {"/dev/null", 126}}) {
      auto command = Command::Prepare({word}, {});
      REQUIRE(command);
      const auto failed = (*command)->Run({});
      REQUIRE_FALSE(failed);
      CHECK(failed.error().status == status);
      CHECK(failed.error().reason ==
            (status == 127 ? "No such file or directory" : "Permission denied"));
    }
  }

  TEST_CASE("one that is not run ends") {
    const test::TempDirectory folder;
    const std::string trace = folder / "trace";
    REQUIRE(Command::Prepare({"touch", trace}, {}));
    CHECK_FALSE(std::filesystem::exists(trace));
  }

  TEST_CASE("its variables are those of this process and the ones that it is given") {
    setenv("FAKE_ICE_TEST_KEPT", "kept", 1);
    setenv("FAKE_ICE_TEST_SET", "before", 1);
    Script script("printf '%s.' \"$FAKE_ICE_TEST_KEPT\" \"$FAKE_ICE_TEST_SET\" >$OUT");
    CHECK(script.RunAndRead({{"FAKE_ICE_TEST_SET", "a=b c"}}) == "kept.a=b c.");
    unsetenv("FAKE_ICE_TEST_KEPT");
    unsetenv("FAKE_ICE_TEST_SET");
  }

  TEST_CASE("it is who it was, and where it was") {
    Script script("{ id -u; id -g; pwd; } >$OUT");
    CHECK(script.RunAndRead() == std::to_string(geteuid()) + '\n' + std::to_string(getegid()) +
                                     '\n' + std::filesystem::current_path().string() + '\n');
  }

  TEST_CASE("files are found in place of others, and only there") {
    const test::TempDirectory folder;
    const std::string seen = folder.Write("seen", "before");
    const std::string by = folder.Write("by", "after");
    Script script("cat " + seen + " >$OUT", {.files = {{seen, by}, {"/no/such/file", by}}});
    CHECK(script.RunAndRead() == "after");
    std::string outside;
    std::ifstream(seen) >> outside;
    CHECK(outside == "before");
  }

  TEST_CASE("its network has a loopback interface and nothing else") {
    Script script("sed -n 's/^ *\\([a-z0-9]*\\):.*/\\1/p' /proc/net/dev >$OUT");
    CHECK(script.RunAndRead() == "lo\n");
  }

  TEST_CASE("its ports are served from outside") {
    Script script("exec 3<>/dev/tcp/127.0.0.1/443; echo hello >&3; cat <&3 >$OUT",
                  {.tcp_ports = {80, 443}}, "bash");
    const sandbox::Descriptor listener = (*script).TakeTcp(1);
    std::thread server([&] {
      const sandbox::Descriptor client = Accepted(listener);
      std::array<char, 6> said{};
      CHECK(recv(client.Get(), said.data(), said.size(), MSG_WAITALL) == 6);
      CHECK(std::string(said.data(), said.size()) == "hello\n");
      CHECK(send(client.Get(), "here", 4, 0) == 4);
    });
    CHECK(script.RunAndRead() == "here");
    server.join();
  }

  TEST_CASE("names lead where the name server says") {
    const test::TempDirectory folder;
    const std::string resolver = folder.Write("resolv.conf", "nameserver 127.0.0.1\n");
    const std::string order = folder.Write("nsswitch.conf", "hosts: dns\n");
    Script script("{ getent ahostsv4 ice.example; getent ahosts other.example; } >$OUT; true",
                  {.udp_ports = {53},
                   .files = {{"/etc/resolv.conf", resolver}, {"/etc/nsswitch.conf", order}}});
    const sandbox::NameServer names((*script).TakeUdp(0),
                                    [](std::string_view name) { return name == "ice.example"; });
    CHECK(script.RunAndRead() ==
          "127.0.0.1       STREAM ice.example\n"
          "127.0.0.1       DGRAM  \n"
          "127.0.0.1       RAW    \n");
  }

  TEST_CASE("signals for this process are its own") {
    const test::TempDirectory folder;
    const std::string ready = folder / "ready";
    REQUIRE(mkfifo(ready.c_str(), 0600) == 0);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR1}) {
      // No trap: a shell's read misses a signal that comes just before it waits.
      Script script("echo >" + ready + "; exec tail -f /dev/null");
      script.Run();
      std::ifstream(ready).get();
      kill(getpid(), signal);
      CHECK((*script).Wait().signal == signal);
    }
  }

  TEST_CASE("it ends with the process that started it") {
    const test::TempDirectory folder;
    const std::string never = folder / "never";
    REQUIRE(mkfifo(never.c_str(), 0600) == 0);
    std::array<int, 2> ends{};
    REQUIRE(pipe(ends.data()) == 0);
    const sandbox::Descriptor said(ends[0]);
    sandbox::Descriptor to_say(ends[1]);
    const pid_t starter = fork();
    if (starter == 0) {
      auto command = Command::Prepare(
          {"sh", "-c",
           "exec 9<>" + never + "; echo started >&" + std::to_string(ends[1]) + "; read x <&9"},
          {});
      if (!command || !(*command)->Run({})) _exit(1);
      (*command)->Wait();
      _exit(0);
    }
    to_say = {};
    CHECK(read(said.Get(), &ends, 1) == 1);
    kill(starter, SIGKILL);
    CHECK(ReadToEnd(said) == "tarted\n");
    waitpid(starter, nullptr, 0);
  }

  TEST_CASE("what forbids it is named, with a remedy") {
    CHECK(SaidByAChild([]() -> std::string {
            if (!ForbidNamespaces()) return "namespaces cannot be forbidden here";
            const auto isolated = sandbox::Isolate({});
            return isolated ? "allowed" : isolated.error();
          }) ==
          "a user namespace is forbidden here (No space left on device): "
          "user.max_user_namespaces is 0; allow some: sysctl user.max_user_namespaces=10000; or do "
          "without: --tls-listen, and names that lead there by /etc/hosts");
  }

  TEST_CASE("a port of this machine is reached through its network") {
    const sandbox::Descriptor target(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    REQUIRE(listen(target.Get(), 8) == 0);
    sockaddr_in address{};
    socklen_t size = sizeof(address);
    getsockname(target.Get(), reinterpret_cast<sockaddr*>(&address), &size);
    const std::string port = std::to_string(ntohs(address.sin_port));
    Script script("exec 3<>/dev/tcp/127.0.0.1/" + port +
                      "; head -c 300000 /dev/zero | tr '\\0' a >&3; head -c 300000 <&3 >$OUT",
                  {.tcp_ports = {ntohs(address.sin_port)}}, "bash");
    std::vector<sandbox::ForwardedPort> ports;
    ports.push_back({(*script).TakeTcp(0), ntohs(address.sin_port)});
    const sandbox::Forwarder forwarder(std::move(ports));
    std::thread server([&] {
      const sandbox::Descriptor client = Accepted(target);
      std::string all(300000, ' ');
      CHECK(recv(client.Get(), all.data(), all.size(), MSG_WAITALL) == 300000);
      CHECK(send(client.Get(), all.data(), all.size(), 0) == 300000);
    });
    CHECK(script.RunAndRead() == std::string(300000, 'a'));
    server.join();
  }
}

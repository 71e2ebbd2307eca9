#include "sandbox/isolation.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

#include "sandbox/descriptor.h"

namespace fake_ice::sandbox {
namespace {

constexpr const char* kElsewhere =
    "; or do without: --tls-listen, and names that lead there by /etc/hosts";

base::Unexpected<std::string> Failed(const std::string& what) {
  return base::Unexpected<std::string>(what + ": " + std::generic_category().message(errno));
}

/// The first word of a setting of the kernel; empty when it has none of that name.
std::string Setting(const char* path) {
  std::string word;
  std::ifstream(path) >> word;
  return word;
}

/// Why a namespace was refused, as far as the system shows it, and what is to be done.
std::string Refused(const std::string& what) {
  const std::string reason =
      what + " is forbidden here (" + std::generic_category().message(errno) + "): ";
  if (Setting("/proc/sys/user/max_user_namespaces") == "0") {
    return reason +
           "user.max_user_namespaces is 0; allow some: sysctl user.max_user_namespaces=10000" +
           kElsewhere;
  }
  if (Setting("/proc/sys/kernel/unprivileged_userns_clone") == "0") {
    return reason +
           "kernel.unprivileged_userns_clone is 0; allow it: sysctl "
           "kernel.unprivileged_userns_clone=1" +
           kElsewhere;
  }
  if (Setting("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == "1") {
    return reason +
           "kernel.apparmor_restrict_unprivileged_userns is 1; allow it: sysctl "
           "kernel.apparmor_restrict_unprivileged_userns=0" +
           kElsewhere;
  }
  return reason +
         "in a container its seccomp profile forbids it as a rule; allow it: docker run "
         "--security-opt seccomp=unconfined" +
         kElsewhere;
}

bool WriteTo(const char* path, const std::string& text) {
  const Descriptor file(open(path, O_WRONLY | O_CLOEXEC));
  return file && write(file.Get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

/// Who one is stays as it was: outside and inside one has the same numbers.
base::Expected<void, std::string> KeepIdentity(uid_t user, gid_t group) {
  const std::string users = std::to_string(user) + ' ' + std::to_string(user) + " 1";
  const std::string groups = std::to_string(group) + ' ' + std::to_string(group) + " 1";
  // A kernel may let one leave for a namespace and take every right away there.
  if (!WriteTo("/proc/self/setgroups", "deny") || !WriteTo("/proc/self/uid_map", users) ||
      !WriteTo("/proc/self/gid_map", groups)) {
    return base::Unexpected<std::string>(Refused("a user namespace"));
  }
  return {};
}

base::Expected<void, std::string> Leave() {
  const uid_t user = geteuid();
  const gid_t group = getegid();
  if (unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWNS) == 0) return KeepIdentity(user, group);
  const int why = errno;
  if (unshare(CLONE_NEWNET | CLONE_NEWNS) == 0) return {};
  errno = why;
  return base::Unexpected<std::string>(Refused("a user namespace"));
}

base::Expected<void, std::string> Replace(const std::vector<ReplacedFile>& files) {
  // What is mounted here is not to be seen outside.
  if (mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) {
    return base::Unexpected<std::string>(Refused("a mount namespace"));
  }
  for (const ReplacedFile& file : files) {
    if (mount(file.by.c_str(), file.path.c_str(), nullptr, MS_BIND, nullptr) == 0) continue;
    if (errno == ENOENT && access(file.path.c_str(), F_OK) != 0) continue;
    return Failed("cannot replace " + file.path);
  }
  return {};
}

ifreq Interface(const char* name) {
  ifreq request{};
  std::strncpy(request.ifr_name, name, sizeof(request.ifr_name) - 1);
  return request;
}

base::Expected<void, std::string> StartLoopback() {
  const Descriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq loopback = Interface("lo");
  loopback.ifr_flags = IFF_UP;
  // Where there are loopback addresses alone, getaddrinfo(3) finds no IPv4 address for who asks for
  // one with AI_ADDRCONFIG. This one is of a network for examples (RFC 5737).
  ifreq second = Interface("lo:1");
  auto* const address = reinterpret_cast<sockaddr_in*>(&second.ifr_addr);
  address->sin_family = AF_INET;
  inet_pton(AF_INET, "192.0.2.1", &address->sin_addr);
  if (!socket || ioctl(socket.Get(), SIOCSIFFLAGS, &loopback) != 0 ||
      ioctl(socket.Get(), SIOCSIFADDR, &second) != 0) {
    return Failed("cannot start the loopback interface");
  }
  return {};
}

}  // namespace

base::Expected<void, std::string> Isolate(const std::vector<ReplacedFile>& files) {
  return Leave().and_then([&] { return Replace(files); }).and_then([] { return StartLoopback(); });
}

}  // namespace fake_ice::sandbox

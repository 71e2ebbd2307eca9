#include "sandbox/messages.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace fake_ice::sandbox {
namespace {

constexpr std::size_t kMaxBytes = 256 * 1024;  // more than a socket takes at once by default

using Control = std::array<char, CMSG_SPACE(sizeof(int) * kMaxDescriptors)>;

}  // namespace

std::pair<Descriptor, Descriptor> Connected() {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    throw std::system_error(errno, std::generic_category(), "socketpair");
  }
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

bool Send(const Descriptor& end, std::string_view text,
          const std::vector<Descriptor>& descriptors) {
  iovec part{const_cast<char*>(text.data()), text.size()};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  alignas(cmsghdr) Control control{};
  if (!descriptors.empty()) {
    header.msg_control = control.data();
    header.msg_controllen = CMSG_SPACE(sizeof(int) * descriptors.size());
    cmsghdr* carried = CMSG_FIRSTHDR(&header);
    carried->cmsg_level = SOL_SOCKET;
    carried->cmsg_type = SCM_RIGHTS;
    carried->cmsg_len = CMSG_LEN(sizeof(int) * descriptors.size());
    for (std::size_t i = 0; i < descriptors.size(); ++i) {
      const int number = descriptors[i].Get();
      std::memcpy(CMSG_DATA(carried) + i * sizeof(int), &number, sizeof(int));
    }
  }
  ssize_t sent = -1;
  do {
    sent = sendmsg(end.Get(), &header, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  return sent == static_cast<ssize_t>(text.size());
}

std::optional<Message> Receive(const Descriptor& end) {
  Message message;
  message.text.resize(kMaxBytes);
  iovec part{message.text.data(), message.text.size()};
  alignas(cmsghdr) Control control{};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  header.msg_control = control.data();
  header.msg_controllen = control.size();
  ssize_t got = -1;
  do {
    got = recvmsg(end.Get(), &header, MSG_CMSG_CLOEXEC);
  } while (got < 0 && errno == EINTR);
  if (got <= 0) return std::nullopt;
  message.text.resize(static_cast<std::size_t>(got));
  for (cmsghdr* carried = CMSG_FIRSTHDR(&header); carried != nullptr;
       carried = CMSG_NXTHDR(&header, carried)) {
    if (carried->cmsg_level != SOL_SOCKET || carried->cmsg_type != SCM_RIGHTS) continue;
    for (std::size_t at = 0; at + CMSG_LEN(sizeof(int)) <= carried->cmsg_len; at += sizeof(int)) {
      int number = -1;
      std::memcpy(&number, CMSG_DATA(carried) + at, sizeof(int));
      message.descriptors.emplace_back(number);
    }
  }
  return message;
}

}  // namespace fake_ice::sandbox

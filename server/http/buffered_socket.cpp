#include "http/buffered_socket.h"

#include <linux/sockios.h>
#include <netdb.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "http/limits.h"

namespace fake_ice::http {
namespace {

constexpr std::size_t kReceiveBytes = 16 * 1024;
/// How many times that DropInput reads, so that one client that floods keeps no thread.
constexpr int kMaxDrops = 16;

/// An empty string that is assigned leaves the memory where it is.
void GiveBack(std::string& buffer) {
  buffer.clear();
  buffer.shrink_to_fit();
}

bool WouldBlock() {
  return errno == EAGAIN || errno == EWOULDBLOCK;
}

std::string AddressOfPeer(int socket) {
  constexpr std::string_view kIpv4InIpv6 = "::ffff:";
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  std::array<char, NI_MAXHOST> text{};
  auto* peer = reinterpret_cast<sockaddr*>(&address);
  if (getpeername(socket, peer, &size) != 0 ||
      getnameinfo(peer, size, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) != 0) {
    return {};
  }
  const std::string_view name(text.data());
  return std::string(name.starts_with(kIpv4InIpv6) ? name.substr(kIpv4InIpv6.size()) : name);
}

/// Sends what the client takes of `bytes` behind the first `sent`, and counts it. False when the
/// client is gone.
bool SendSome(int socket, std::string_view bytes, std::size_t& sent, int flags) {
  while (sent < bytes.size()) {
    const ssize_t count =
        send(socket, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL | flags);
    if (count >= 0) {
      sent += static_cast<std::size_t>(count);
    } else if (errno != EINTR) {
      return WouldBlock();
    }
  }
  return true;
}

}  // namespace

BufferedSocket::BufferedSocket(int descriptor)
    : descriptor_(descriptor), remote_address_(AddressOfPeer(descriptor)) {}

BufferedSocket::~BufferedSocket() {
  close(descriptor_);
}

BufferedSocket::Input BufferedSocket::Receive(std::size_t limit) {
  // Not for each of many small requests: the rest of them would be moved each time.
  if (2 * used_ >= received_.size()) {
    received_.erase(0, used_);
    used_ = 0;
    const bool is_hardly_used = received_.size() < received_.capacity() / 8;
    if (is_hardly_used && received_.capacity() > kMaxIdleBufferBytes) received_.shrink_to_fit();
  }
  Input input = Input::kNone;
  may_have_input_ = true;
  std::array<char, kReceiveBytes> chunk;  // NOLINT(*-member-init): recv fills what is used of it
  while (Unused().size() <= limit) {
    const ssize_t count = recv(descriptor_, chunk.data(), chunk.size(), 0);
    if (count < 0 && errno == EINTR) continue;
    if (count == 0 || (count < 0 && !WouldBlock())) return Input::kEnd;
    if (count > 0) {
      received_.append(chunk.data(), static_cast<std::size_t>(count));
      input = Input::kSome;
    }
    may_have_input_ = count > 0 && (reads_on_ || static_cast<std::size_t>(count) == chunk.size());
    if (!may_have_input_) break;
  }
  return input;
}

void BufferedSocket::DropReceived() {
  GiveBack(received_);
  used_ = 0;
}

bool BufferedSocket::DropInput() {
  received_.clear();
  used_ = 0;
  std::array<char, kReceiveBytes> dropped;  // NOLINT(*-member-init): nobody reads it
  for (int i = 0; i < kMaxDrops; ++i) {
    const ssize_t count = recv(descriptor_, dropped.data(), dropped.size(), 0);
    if (count == 0) return false;
    if (count < 0 && errno != EINTR) {
      may_have_input_ = false;
      return WouldBlock();
    }
  }
  return true;
}

bool BufferedSocket::HasEnded() const {
  pollfd state{.fd = descriptor_, .events = POLLRDHUP, .revents = 0};
  return poll(&state, 1, 0) > 0;
}

void BufferedSocket::Write(std::string&& bytes) {
  if (written_.empty()) {
    written_ = std::move(bytes);
  } else {
    written_ += bytes;
  }
}

void BufferedSocket::WriteLast(base::SharedBytes bytes) {
  last_ = std::move(bytes);
  // It stays as it is, since whoever adds up what clients hold takes away what was added. Each
  // client's is smaller than the one's before, so that together they count more than there is.
  const auto holders = static_cast<std::size_t>(std::max(last_.owner.use_count(), 1L));
  share_of_last_ = last_.owner ? last_.owner->size() / holders : 0;
}

bool BufferedSocket::Send() {
  if (!SendSome(descriptor_, written_, sent_, last_.bytes.empty() ? 0 : MSG_MORE)) return false;
  if (sent_ < written_.size()) return true;
  written_.clear();
  sent_ = 0;
  std::size_t sent = 0;
  const bool is_there = SendSome(descriptor_, last_.bytes, sent, 0);
  last_.bytes.remove_prefix(sent);
  if (last_.bytes.empty()) WriteLast({});
  return is_there;
}

std::size_t BufferedSocket::UntakenBytes() const {
  int sent = 0;
  ioctl(descriptor_, SIOCOUTQ, &sent);
  return UnsentBytes() + static_cast<std::size_t>(sent);
}

void BufferedSocket::FinishSending() const {
  shutdown(descriptor_, SHUT_WR);
}

void BufferedSocket::ResetOnClose() const {
  const linger reset{.l_onoff = 1, .l_linger = 0};
  setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
}

void BufferedSocket::ShrinkBuffers() {
  if (Unused().empty() && received_.capacity() > kMaxIdleBufferBytes) {
    DropReceived();
  }
  if (written_.empty() && written_.capacity() > kMaxIdleBufferBytes) GiveBack(written_);
}

}  // namespace fake_ice::http

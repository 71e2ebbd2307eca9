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

/// Whether that is how a request in plain HTTP begins. In TLS it is the type of a record.
bool IsOfMethod(char first) {
  return (first >= 'A' && first <= 'Z') || (first >= 'a' && first <= 'z');
}

}  // namespace

BufferedSocket::BufferedSocket(int descriptor, const TlsContext* tls)
    : descriptor_(descriptor),
      remote_address_(AddressOfPeer(descriptor)),
      tls_(tls == nullptr ? nullptr : std::make_unique<TlsSession>(*tls, descriptor)) {}

BufferedSocket::~BufferedSocket() {
  if (tls_ && !is_cut_off_) tls_->SayEnd();
  close(descriptor_);
}

/// As recv.
ssize_t BufferedSocket::ReceiveSome(char* buffer, std::size_t size) {
  if (tls_ && !has_begun_) {
    char first = 0;
    const ssize_t count = recv(descriptor_, &first, 1, MSG_PEEK);
    if (count <= 0) return count;
    has_begun_ = true;
    is_plain_on_tls_ = IsOfMethod(first);
    if (is_plain_on_tls_) tls_.reset();
  }
  return tls_ ? tls_->Receive(buffer, size) : recv(descriptor_, buffer, size, 0);
}

/// Sends what the client takes of `bytes` behind the first `sent`, and counts it. False when the
/// client is gone.
bool BufferedSocket::SendSome(std::string_view bytes, std::size_t& sent, bool more) {
  while (sent < bytes.size()) {
    const std::string_view rest = bytes.substr(sent);
    const ssize_t count =
        tls_ ? tls_->Send(rest, more)
             : send(descriptor_, rest.data(), rest.size(), MSG_NOSIGNAL | (more ? MSG_MORE : 0));
    if (count >= 0) {
      sent += static_cast<std::size_t>(count);
      sent_in_plain_ += static_cast<std::uint64_t>(count);
    } else if (errno != EINTR) {
      return WouldBlock();
    }
  }
  return true;
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
    const ssize_t count = ReceiveSome(chunk.data(), chunk.size());
    if (count < 0 && errno == EINTR) continue;
    if (count == 0 || (count < 0 && !WouldBlock())) return Input::kEnd;
    if (count > 0) {
      received_.append(chunk.data(), static_cast<std::size_t>(count));
      input = Input::kSome;
    }
    // What is a record of TLS says nothing of what follows it.
    may_have_input_ =
        count > 0 && (reads_on_ || tls_ || static_cast<std::size_t>(count) == chunk.size());
    if (!may_have_input_) break;
  }
  may_have_input_ = may_have_input_ || (tls_ && tls_->MayHaveMore());
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
  if (!SendSome(written_, sent_, /*more=*/!last_.bytes.empty())) return false;
  if (sent_ < written_.size()) return true;
  written_.clear();
  sent_ = 0;
  std::size_t sent = 0;
  const bool is_there = SendSome(last_.bytes, sent, /*more=*/false);
  last_.bytes.remove_prefix(sent);
  if (last_.bytes.empty()) WriteLast({});
  return is_there;
}

std::uint64_t BufferedSocket::TakenBytes() const {
  int untaken = 0;
  ioctl(descriptor_, SIOCOUTQ, &untaken);
  // What TLS adds counts, too: a part of a record may be all that the client has taken.
  return (tls_ ? tls_->SentBytes() : sent_in_plain_) - static_cast<std::uint64_t>(untaken);
}

void BufferedSocket::BreakTls() {
  if (tls_) tls_->Break();
}

void BufferedSocket::FinishSending() {
  if (tls_ && !is_cut_off_) tls_->SayEnd();
  shutdown(descriptor_, SHUT_WR);
}

void BufferedSocket::ResetOnClose() {
  CutOff();
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

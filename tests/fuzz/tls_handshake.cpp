// What a client may send instead of a handshake: a session never blocks, holds what it says,
// and sends nothing of the server's own in plain.
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "fuzz/fuzz.h"
#include "http/tls_context.h"
#include "http/tls_session.h"
#include "tls/certificate.h"

using namespace fake_ice;
using fuzz::Require;

namespace {

/// Longer than a session's id, which a client chooses and gets back in plain (RFC 8446, 4.1.3).
constexpr std::string_view kAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\nnever in plain";
static_assert(kAnswer.size() > 32);
/// Far more than OpenSSL needs for so few bytes: a turn that goes on for ever would pass it.
constexpr int kMaxTurns = 10'000;

const http::TlsContext& Context() {
  static const std::unique_ptr<http::TlsContext> context = [] {
    const base::Moment now = base::SystemClock().Now();
    const auto made =
        tls::MakeServerCertificate(tls::MakeAuthority(now), {"localhost"}, now, tls::Flaw::kNone);
    return http::TlsContext::Make(
               {.certificate_chain = made.certificate, .private_key = made.private_key})
        .value();
  }();
  return *context;
}

void Drain(http::TlsSession& session) {
  std::array<char, 4096> buffer{};
  for (int turn = 0; turn < kMaxTurns; ++turn) {
    const ssize_t count = session.Receive(buffer.data(), buffer.size());
    Require(count <= static_cast<ssize_t>(buffer.size()), "no more is read than there is room for");
    if (count == 0 || (count < 0 && (errno != EAGAIN || !session.MayHaveMore()))) return;
  }
  Require(false, "receiving comes to an end");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  std::array<int, 2> ends{};
  Require(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()) == 0, "a pair is there");
  const std::string_view bytes = fuzz::AsText(data + 1, size - 1);
  const std::size_t first = bytes.size() * data[0] / 256;
  {
    http::TlsSession session(Context(), ends[1]);
    for (const std::string_view part : {bytes.substr(0, first), bytes.substr(first)}) {
      [[maybe_unused]] const ssize_t sent = send(ends[0], part.data(), part.size(), MSG_NOSIGNAL);
      Drain(session);
      Require(session.HeldBytes() < 64 * 1024 + size, "no more is held than came");
    }
    session.Send(kAnswer, /*more=*/false);
    session.SayEnd();
  }
  std::string answered(64 * 1024, '\0');
  const ssize_t count = recv(ends[0], answered.data(), answered.size(), 0);
  answered.resize(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  Require(answered.find(kAnswer) == std::string::npos, "nothing is sent in plain");
  close(ends[0]);
  close(ends[1]);
  return 0;
}

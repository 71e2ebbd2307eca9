#include "http/tls_session.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <new>

namespace fake_ice::http {
namespace {

/// Records without data, such as those of a handshake or new keys, that one client may send before
/// others get their turn.
constexpr int kRecordsInARow = 16;

/// What OpenSSL 3.0 takes up, as it was measured: for a connection that rests, beside that for one
/// whose handshake has begun, or for a record on its way in or out.
constexpr std::size_t kSessionBytes = 16 * 1024;
constexpr std::size_t kHandshakeBytes = 28 * 1024;
constexpr std::size_t kRecordBytes = 17 * 1024;

int AtMostInt(std::size_t size) {
  return static_cast<int>(std::min<std::size_t>(size, std::numeric_limits<int>::max()));
}

}  // namespace

void TlsSession::Free::operator()(ssl_st* ssl) const {
  SSL_free(ssl);
}

/// OpenSSL's own BIO of a socket would raise SIGPIPE, and ask the system again where a short read
/// has said that there is no more.
const bio_method_st* TlsSession::Method() {
  static const BIO_METHOD* const method = [] {
    BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "fake-ice");
    if (made == nullptr) throw std::bad_alloc();
    BIO_meth_set_read(made, ReadWire);
    BIO_meth_set_write(made, WriteWire);
    BIO_meth_set_ctrl(made, ControlWire);
    return made;
  }();
  return method;
}

TlsSession::TlsSession(const TlsContext& context, int descriptor)
    : wire_{.descriptor = descriptor}, ssl_(SSL_new(context.Get())) {
  BIO* bio = ssl_ ? BIO_new(Method()) : nullptr;
  if (bio == nullptr) throw std::bad_alloc();
  BIO_set_data(bio, &wire_);
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl_.get(), bio, bio);
  SSL_set_accept_state(ssl_.get());
}

int TlsSession::ReadWire(bio_st* bio, char* buffer, int size) {
  Wire& wire = *static_cast<Wire*>(BIO_get_data(bio));
  BIO_clear_retry_flags(bio);
  ssize_t count = -1;
  if (!wire.drained) {
    do {
      count = recv(wire.descriptor, buffer, static_cast<std::size_t>(size), 0);
    } while (count < 0 && errno == EINTR);
  }
  if (wire.drained || (count < 0 && errno == EAGAIN)) {
    wire.drained = true;
    BIO_set_retry_read(bio);
    return -1;
  }
  if (count > 0) wire.received_bytes += static_cast<std::uint64_t>(count);
  return static_cast<int>(count);
}

int TlsSession::WriteWire(bio_st* bio, const char* bytes, int size) {
  Wire& wire = *static_cast<Wire*>(BIO_get_data(bio));
  BIO_clear_retry_flags(bio);
  ssize_t count = -1;
  do {
    count = send(wire.descriptor, bytes, static_cast<std::size_t>(size),
                 MSG_NOSIGNAL | (wire.more ? MSG_MORE : 0));
  } while (count < 0 && errno == EINTR);
  if (count < 0 && errno == EAGAIN) BIO_set_retry_write(bio);
  if (count > 0) wire.sent_bytes += static_cast<std::uint64_t>(count);
  return static_cast<int>(count);
}

long TlsSession::ControlWire(bio_st* /*bio*/, int command, long /*number*/, void* /*pointer*/) {
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

ssize_t TlsSession::Translate(int result) {
  waits_for_room_ = false;
  if (result > 0) return result;
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_WRITE:
      waits_for_room_ = true;
      [[fallthrough]];
    case SSL_ERROR_WANT_READ:
      errno = EAGAIN;
      return -1;
    case SSL_ERROR_ZERO_RETURN:
      return 0;
    case SSL_ERROR_SSL:
      has_failed_ = true;
      [[fallthrough]];
    default:
      ERR_clear_error();
      errno = EPROTO;
      return -1;
  }
}

ssize_t TlsSession::Receive(char* buffer, std::size_t size) {
  wire_.drained = false;
  ssize_t count = -1;
  for (int i = 0; i < kRecordsInARow; ++i) {
    ERR_clear_error();
    count = Translate(SSL_read(ssl_.get(), buffer, AtMostInt(size)));
    may_have_more_ = count < 0 && errno == EAGAIN && !wire_.drained && !waits_for_room_;
    if (!may_have_more_) break;
  }
  return count;
}

ssize_t TlsSession::Send(std::string_view bytes, bool more) {
  if (has_failed_) {
    errno = EPROTO;
    return -1;
  }
  wire_.drained = false;
  wire_.more = more;
  ERR_clear_error();
  const ssize_t count = Translate(SSL_write(ssl_.get(), bytes.data(), AtMostInt(bytes.size())));
  wire_.more = false;
  return count;
}

bool TlsSession::IsHandshaking() const {
  return SSL_is_init_finished(ssl_.get()) == 0;
}

bool TlsSession::HasPartOfRecord() const {
  return SSL_has_pending(ssl_.get()) == 1;
}

void TlsSession::SayEnd() {
  if (has_failed_ || IsHandshaking()) return;
  ERR_clear_error();
  SSL_shutdown(ssl_.get());
  ERR_clear_error();
}

/// OpenSSL has no call that sends an alert: it is given a record that it cannot decipher.
void TlsSession::Break() {
  static constexpr std::array<unsigned char, 5 + 64> kUndecipherable{SSL3_RT_APPLICATION_DATA, 3, 3,
                                                                     0, 64};
  BIO* bio = BIO_new_mem_buf(kUndecipherable.data(), static_cast<int>(kUndecipherable.size()));
  if (bio == nullptr) throw std::bad_alloc();
  SSL_set0_rbio(ssl_.get(), bio);
  std::array<char, 1024> dropped;  // NOLINT(*-member-init): what the client sent beside its request
  while (!has_failed_ && Receive(dropped.data(), dropped.size()) > 0) {
  }
  has_failed_ = true;
}

std::size_t TlsSession::HeldBytes() const {
  std::size_t bytes = kSessionBytes;
  // OpenSSL keeps a message of the handshake until it is whole, and all of them for a digest.
  const std::size_t received = wire_.received_bytes;
  if (IsHandshaking()) return received == 0 ? bytes : bytes + kHandshakeBytes + received;
  if (HasPartOfRecord()) bytes += kRecordBytes;
  if (SSL_want_write(ssl_.get())) bytes += kRecordBytes;
  return bytes;
}

}  // namespace fake_ice::http

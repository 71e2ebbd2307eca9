#include "base/ids.h"

#include <chrono>

#include "base/digest.h"

namespace fake_ice::base {
namespace {

constexpr std::size_t kPoolBytes = 256 * 16;

}  // namespace

std::string RandomIds::RequestId() {
  constexpr std::size_t kTimeBytes = 6;
  constexpr std::string_view kHexDigits = "0123456789ABCDEF";
  Bytes bytes = NextBytes();
  auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(
                          std::chrono::system_clock::now().time_since_epoch())
                          .count();
  for (std::size_t i = kTimeBytes; i-- > 0; milliseconds >>= 8) {
    bytes[i] = static_cast<char>(milliseconds & 0xFF);
  }
  bytes[6] = static_cast<char>((static_cast<unsigned char>(bytes[6]) & 0x0FU) | 0x50U);
  bytes[8] = static_cast<char>((static_cast<unsigned char>(bytes[8]) & 0x3FU) | 0x80U);
  std::string uuid = "00000000-0000-0000-0000-000000000000";
  auto place = uuid.begin();
  for (const char c : bytes) {
    if (*place == '-') ++place;
    const auto byte = static_cast<unsigned char>(c);
    *place++ = kHexDigits[byte >> 4U];
    *place++ = kHexDigits[byte & 0xFU];
  }
  return uuid;
}

std::string RandomIds::TraceId() {
  return HexOfNext();
}

std::string RandomIds::JobId() {
  return HexOfNext();
}

std::string RandomIds::Nonce() {
  return HexOfNext();
}

std::string RandomIds::HexOfNext() {
  const Bytes bytes = NextBytes();
  return HexEncode({bytes.data(), bytes.size()});
}

RandomIds::Bytes RandomIds::NextBytes() {
  const std::scoped_lock lock(mutex_);
  if (pool_.empty()) pool_ = RandomBytes(kPoolBytes);
  Bytes bytes{};
  pool_.copy(bytes.data(), bytes.size(), pool_.size() - bytes.size());
  pool_.resize(pool_.size() - bytes.size());
  return bytes;
}

}  // namespace fake_ice::base

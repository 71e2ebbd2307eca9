#include "base/ids.h"

#include <chrono>

#include "base/digest.h"
#include "base/text.h"

namespace fake_ice::base {
namespace {

constexpr std::size_t kIdBytes = 16;
constexpr std::size_t kPoolBytes = 256 * kIdBytes;

}  // namespace

std::string RandomIds::RequestId() {
  constexpr std::size_t kTimeBytes = 6;
  std::string bytes = NextBytes();
  auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(
                          std::chrono::system_clock::now().time_since_epoch())
                          .count();
  for (std::size_t i = kTimeBytes; i-- > 0; milliseconds >>= 8) {
    bytes[i] = static_cast<char>(milliseconds & 0xFF);
  }
  bytes[6] = static_cast<char>((static_cast<unsigned char>(bytes[6]) & 0x0FU) | 0x50U);
  bytes[8] = static_cast<char>((static_cast<unsigned char>(bytes[8]) & 0x3FU) | 0x80U);
  std::string uuid = ToUpper(HexEncode(bytes));
  for (const std::size_t dash : {8U, 13U, 18U, 23U}) uuid.insert(dash, 1, '-');
  return uuid;
}

std::string RandomIds::TraceId() {
  return HexEncode(NextBytes());
}

std::string RandomIds::JobId() {
  return HexEncode(NextBytes());
}

std::string RandomIds::Nonce() {
  return HexEncode(NextBytes());
}

std::string RandomIds::NextBytes() {
  const std::scoped_lock lock(mutex_);
  if (pool_.empty()) pool_ = RandomBytes(kPoolBytes);
  std::string bytes = pool_.substr(pool_.size() - kIdBytes);
  pool_.resize(pool_.size() - kIdBytes);
  return bytes;
}

}  // namespace fake_ice::base

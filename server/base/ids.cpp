#include "base/ids.h"

#include "base/digest.h"
#include "base/text.h"

namespace fake_ice::base {
namespace {

constexpr std::size_t kIdBytes = 16;

std::string RandomHexId() {
  return HexEncode(RandomBytes(kIdBytes));
}

}  // namespace

std::string RandomIds::RequestId() {
  std::string bytes = RandomBytes(kIdBytes);
  bytes[6] = static_cast<char>((static_cast<unsigned char>(bytes[6]) & 0x0FU) | 0x50U);
  bytes[8] = static_cast<char>((static_cast<unsigned char>(bytes[8]) & 0x3FU) | 0x80U);
  std::string uuid = ToUpper(HexEncode(bytes));
  for (const std::size_t dash : {8U, 13U, 18U, 23U}) uuid.insert(dash, 1, '-');
  return uuid;
}

std::string RandomIds::TraceId() {
  return RandomHexId();
}

std::string RandomIds::Nonce() {
  return RandomHexId();
}

}  // namespace fake_ice::base

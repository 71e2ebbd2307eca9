#include "yike/signed_links.h"

#include <chrono>

#include "base/digest.h"
#include "base/parameters.h"

namespace fake_ice::yike {
namespace {

/// Nobody needs to keep it secret: it guards samples and a test's own files.
std::string LinkSecret(std::string_view account_id) {
  return base::HexEncode(
      base::Hmac(base::Hash::kSha256, "the secret of links to outputs", account_id));
}

}  // namespace

std::string LinkAccessKeyId(std::string_view account_id) {
  constexpr std::size_t kHexDigits = 20;
  return "LTAI" +
         base::HexEncode(base::Hmac(base::Hash::kSha256, "the id of links to outputs", account_id))
             .substr(0, kHexDigits);
}

std::string LinkSignature(std::string_view account_id, std::string_view method,
                          std::string_view path, std::string_view expires) {
  // Content-MD5 and Content-Type are empty.
  std::string string_to_sign(method);
  string_to_sign.append("\n\n\n").append(expires).append("\n").append(path);
  return base::Base64Encode(base::Hmac(base::Hash::kSha1, LinkSecret(account_id), string_to_sign));
}

std::string SignedQuery(const OutputPlace& place, base::Moment expires) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(expires).time_since_epoch().count();
  const std::string text = std::to_string(seconds);
  return '?' + base::EncodeForm(
                   {{"Expires", text},
                    {"OSSAccessKeyId", LinkAccessKeyId(place.account_id)},
                    {"Signature", LinkSignature(place.account_id, "GET", MediaPath(place), text)}});
}

}  // namespace fake_ice::yike

#include "media/content_cache.h"

#include <utility>

#include "base/digest.h"
#include "base/text.h"

namespace fake_ice::media {
namespace {

constexpr std::size_t kMaxKnown = 4096;

}  // namespace

ContentFacts FactsOf(std::string_view bytes) {
  return {.size = bytes.size(),
          .md5 = base::ToUpper(base::HexEncode(base::Digest(base::Hash::kMd5, bytes)))};
}

std::optional<ContentFacts> ContentCache::Describe(std::string_view account_id,
                                                   const std::string& sha256) {
  const std::scoped_lock lock(mutex_);
  const auto known = known_.find(sha256);
  if (known != known_.end()) return known->second.facts;
  if (!Read(account_id, sha256)) return std::nullopt;
  return known_.at(sha256).facts;
}

std::shared_ptr<const std::string> ContentCache::Find(std::string_view account_id,
                                                      const std::string& sha256) {
  const std::scoped_lock lock(mutex_);
  const auto known = known_.find(sha256);
  auto bytes = known == known_.end() ? nullptr : known->second.bytes.lock();
  return bytes ? bytes : Read(account_id, sha256);
}

std::shared_ptr<const std::string> ContentCache::Read(std::string_view account_id,
                                                      const std::string& sha256) {
  auto content = store_.FindContent(account_id, sha256);
  if (!content) return nullptr;
  auto bytes = std::make_shared<const std::string>(std::move(*content));
  const auto known = known_.find(sha256);
  if (known != known_.end()) {
    known->second.bytes = bytes;
    return bytes;
  }
  if (known_.size() >= kMaxKnown) known_.clear();
  known_.emplace(sha256, Known{FactsOf(*bytes), bytes});
  return bytes;
}

}  // namespace fake_ice::media

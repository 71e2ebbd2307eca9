#include "media/content_cache.h"

#include <doctest/doctest.h>

#include <string>

#include "base/digest.h"
#include "store/sample_records.h"

using namespace fake_ice;
using media::ContentCache;

namespace {

const std::string kBytes = "a file";

std::string Sha256(std::string_view bytes) {
  return base::HexEncode(base::Digest(base::Hash::kSha256, bytes));
}

/// A store whose account `1` has kBytes as a file of its one job.
std::unique_ptr<store::Store> StoreWithFile() {
  auto store = test::OpenStore("");
  store::JobRecord job = test::FullJob("job");
  job.images = {{.file = store::OutputFile{"a.png", Sha256(kBytes)}}};
  store::AccountRecord account = test::AccountWith("1", {job});
  account.contents = {{Sha256(kBytes), kBytes}};
  test::Put(*store, {account});
  return store;
}

}  // namespace

TEST_CASE("a file is in memory once while somebody has it, and no longer") {
  const auto store = StoreWithFile();
  ContentCache contents(*store);
  auto first = contents.Find("1", Sha256(kBytes));
  REQUIRE(first);
  CHECK(*first == kBytes);
  CHECK(contents.Find("1", Sha256(kBytes)) == first);
  CHECK(first.use_count() == 1);
  const std::weak_ptr<const std::string> seen = first;
  first.reset();
  CHECK(seen.expired());
  CHECK(*contents.Find("1", Sha256(kBytes)) == kBytes);
}

TEST_CASE("a file is described without its bytes once it has been read") {
  const auto store = StoreWithFile();
  ContentCache contents(*store);
  for (int i = 0; i < 2; ++i) {
    const auto facts = contents.Describe("1", Sha256(kBytes));
    REQUIRE(facts);
    CHECK(facts->size == kBytes.size());
    CHECK(facts->md5 == "D6D0C756FB8ABFB33E652A20E85B70BC");
    store->Delete("1");
  }
  CHECK(contents.Find("1", Sha256(kBytes)) == nullptr);
  CHECK_FALSE(contents.Describe("1", Sha256("another")));
}

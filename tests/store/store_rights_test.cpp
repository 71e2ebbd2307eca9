#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "store/sample_records.h"
#include "store/store.h"
#include "support/files.h"
#include "support/temp_directory.h"

using namespace fake_ice;
namespace fs = std::filesystem;

namespace {

/// Root may write anywhere, so a test of rights that runs as root gives them up for a while.
class AsNobody {
 public:
  AsNobody() {
    constexpr uid_t kNobody = 65534;
    if (was_root_) changed_ = seteuid(kNobody) == 0;
  }
  ~AsNobody() {
    if (changed_ && seteuid(0) != 0) std::terminate();
  }
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;

  [[nodiscard]] bool HasNoRights() const { return !was_root_ || changed_; }

 private:
  bool was_root_ = geteuid() == 0;
  bool changed_ = false;
};

constexpr auto kReadAll = fs::perms::owner_read | fs::perms::group_read | fs::perms::others_read;
constexpr auto kEnterAll =
    kReadAll | fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec;

std::string RefusalOf(const std::string& path) {
  const AsNobody nobody;
  if (!nobody.HasNoRights()) return "";
  base::Expected<std::unique_ptr<store::Store>, std::string> store;
  CHECK_NOTHROW(store = store::Store::Open(path));
  return store ? "(accepted)" : store.error();
}

}  // namespace

TEST_CASE("a store that may only be read is refused and stays as it is") {
  const test::TempDirectory directory;
  const std::string path = directory / "store.db";
  test::Put(*test::OpenStore(path), {test::AccountWith("1", {test::FullJob("j")})});
  const std::string before = test::ReadFile(path);
  fs::permissions(path, kReadAll);
  fs::permissions(directory.Path(), kEnterAll);
  const std::string refusal = RefusalOf(path);
  fs::permissions(directory.Path(), fs::perms::owner_all);
  if (refusal.empty()) return;  // these rights cannot be tried here
  CHECK(refusal == "cannot use the store " + path + ": it may not be written to");
  CHECK(test::ReadFile(path) == before);
}

TEST_CASE("a folder that may only be read holds no new store") {
  const test::TempDirectory directory;
  fs::permissions(directory.Path(), kEnterAll);
  const std::string refusal = RefusalOf(directory / "store.db");
  fs::permissions(directory.Path(), fs::perms::owner_all);
  if (refusal.empty()) return;  // these rights cannot be tried here
  CHECK(refusal == "cannot use the store " + (directory / "store.db") +
                       ": it cannot be opened or created; see that its folder exists and may be "
                       "written to");
  CHECK(fs::is_empty(directory.Path()));
}

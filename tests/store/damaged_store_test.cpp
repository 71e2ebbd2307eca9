// Stores of which any page is damaged, and a process that has no descriptor left.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <string>

#include "store/sample_records.h"
#include "store/store_failure.h"
#include "store/store_work.h"
#include "support/files.h"
#include "support/sanitized.h"
#include "support/temp_directory.h"

using namespace fake_ice;

namespace {

constexpr std::size_t kPageBytes = 4096;

bool IsPrintable(const std::string& text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

/// A store that was closed after it had been worked on: all of it is in its file.
std::string WorkedOn() {
  const test::TempDirectory directory;
  const std::string path = directory / "store.db";
  const auto states = test::WorkStates();
  {
    const auto store = test::StartWork(path).value();
    // Before the resets, so that there is something in every table.
    for (std::size_t i = 0; i < 13; ++i) test::WorkSteps()[i].run(*store);
  }
  return test::ReadFile(path);
}

/// Uses a store of these bytes. Whatever comes is an answer, a StoreFailure or a refusal that names
/// the store: anything else that is thrown fails the test. Returns what was said.
std::vector<std::string> Use(const std::string& bytes) {
  const test::TempDirectory directory;
  const std::string path = directory.Write("store.db", bytes);
  std::vector<std::string> said;
  auto store = test::StartWork(path);
  if (!store) return {store.error()};
  const auto note = [&](const auto& work) {
    try {
      work();
    } catch (const store::StoreFailure& failure) {
      said.emplace_back(failure.what());
    } catch (const std::logic_error&) {
      // A step found another state than it is for.
    }
  };
  note([&] { (void)test::ReadAll(**store); });
  for (const test::StoreStep& step : test::WorkSteps()) note([&] { step.run(**store); });
  return said;
}

void CheckSaid(const std::string& bytes) {
  for (const std::string& text : Use(bytes)) {
    CAPTURE(text);
    CHECK(text.find("cannot use the store /") != std::string::npos);
    CHECK(IsPrintable(text));
  }
}

/// While it lives, the process may have no more than `more` further descriptors.
class FewDescriptors {
 public:
  explicit FewDescriptors(int more) {
    getrlimit(RLIMIT_NOFILE, &before_);
    const int next = open("/dev/null", O_RDONLY | O_CLOEXEC);
    close(next);
    const rlimit few{static_cast<rlim_t>(next + more), before_.rlim_max};
    setrlimit(RLIMIT_NOFILE, &few);
  }
  ~FewDescriptors() { setrlimit(RLIMIT_NOFILE, &before_); }
  FewDescriptors(const FewDescriptors&) = delete;
  FewDescriptors& operator=(const FewDescriptors&) = delete;

 private:
  rlimit before_{};
};

}  // namespace

TEST_CASE("a store of which a page is empty is answered from or refused, with a reason") {
  const std::string whole = WorkedOn();
  REQUIRE(Use(whole).empty());
  REQUIRE(whole.size() / kPageBytes > 30);
  std::size_t noticed = 0;
  for (std::size_t at = 0; at < whole.size(); at += kPageBytes) {
    CAPTURE(at / kPageBytes);
    std::string damaged = whole;
    std::fill_n(damaged.begin() + static_cast<std::ptrdiff_t>(at), kPageBytes, '\0');
    CheckSaid(damaged);
    noticed += Use(damaged).empty() ? 0 : 1;
  }
  CHECK(noticed > 20);
}

TEST_CASE("a store of which a byte is wrong is answered from or refused, with a reason") {
  const std::string whole = WorkedOn();
  const std::size_t stride = test::kSanitized ? 7 * kPageBytes : kPageBytes;
  for (std::size_t page = 0; page < whole.size(); page += stride) {
    // The kind of the page, its count of cells, where they lie, the first cell, and the last bytes.
    for (const std::size_t at : {0, 4, 6, 9, 3000, 4090}) {
      CAPTURE(page / kPageBytes);
      CAPTURE(at);
      std::string damaged = whole;
      damaged[page + at] = static_cast<char>(damaged[page + at] ^ 0x5A);
      CheckSaid(damaged);
    }
  }
}

// The sanitizer of undefined behaviour itself needs a descriptor to look at an object's type.
TEST_CASE("a store is refused for want of descriptors and works when there are some" *
          doctest::skip(test::kSanitized)) {
  const test::TempDirectory directory;
  const std::string path = directory / "store.db";
  bool has_opened = false;
  int refused = 0;
  for (int more = 0; more < 20 && !has_opened; ++more) {
    CAPTURE(more);
    base::Expected<std::unique_ptr<store::Store>, std::string> store;
    {
      const FewDescriptors few(more);
      store = test::StartWork(path);
    }
    has_opened = store.has_value();
    if (has_opened) break;
    ++refused;
    CHECK(store.error().find("store.db: there is no file descriptor left") != std::string::npos);
    CHECK_FALSE(std::filesystem::exists(path));
  }
  CHECK(has_opened);
  CHECK(refused > 0);
}

TEST_CASE("a store that is open needs no further descriptor") {
  const test::TempDirectory directory;
  const auto states = test::WorkStates();
  const auto store = test::StartWork(directory / "store.db").value();
  const FewDescriptors none(0);
  for (const test::StoreStep& step : test::WorkSteps()) step.run(*store);
  CHECK(test::Everything(*store) == states.back());
}

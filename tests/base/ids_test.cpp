#include "base/ids.h"

#include <doctest/doctest.h>

#include <chrono>

#include <algorithm>
#include <array>
#include <set>
#include <thread>
#include <vector>

using namespace fake_ice::base;

namespace {

/// `id` with each upper-case hex digit as 0.
std::string Shape(std::string id) {
  for (char& c : id) {
    if (c >= '0' && c <= '9') c = '0';
    if (c >= 'A' && c <= 'F') c = '0';
  }
  return id;
}

bool IsLowerHex(const std::string& id) {
  return std::all_of(id.begin(), id.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace

TEST_CASE("a request id is an upper-case UUID of version 5") {
  RandomIds ids;
  std::set<char> variants;
  for (int i = 0; i < 1'000; ++i) {
    const std::string id = ids.RequestId();
    CAPTURE(id);
    REQUIRE(Shape(id) == "00000000-0000-0000-0000-000000000000");
    REQUIRE(id[14] == '5');
    variants.insert(id[19]);
  }
  CHECK(variants == std::set<char>{'8', '9', 'A', 'B'});
}

TEST_CASE("a request id begins with the Unix time in milliseconds") {
  const auto now = [] {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
  };
  const auto before = now();
  const std::string id = RandomIds().RequestId();
  const auto after = now();
  const long long time = std::stoll(id.substr(0, 8) + id.substr(9, 4), nullptr, 16);
  CHECK(time >= before);
  CHECK(time <= after);
}

TEST_CASE("trace ids and nonces are 32 lower-case hex digits") {
  RandomIds ids;
  for (int i = 0; i < 100; ++i) {
    for (const std::string& id : {ids.TraceId(), ids.Nonce()}) {
      CAPTURE(id);
      REQUIRE(id.size() == 32);
      REQUIRE(IsLowerHex(id));
    }
  }
}

TEST_CASE("threads that share one source never get the same id") {
  constexpr std::size_t kThreads = 4;
  constexpr std::size_t kIdsEach = 500;
  RandomIds ids;
  std::array<std::vector<std::string>, kThreads> taken;
  std::vector<std::thread> threads;
  for (auto& mine : taken) {
    threads.emplace_back([&ids, &mine] {
      for (std::size_t i = 0; i < kIdsEach; ++i) mine.push_back(ids.RequestId());
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<std::string> all;
  for (const auto& mine : taken) all.insert(mine.begin(), mine.end());
  CHECK(all.size() == kThreads * kIdsEach);
}

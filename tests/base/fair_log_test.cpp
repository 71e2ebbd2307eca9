// A log within limits, in which no holder can use up another's share.
#include "base/fair_log.h"

#include <doctest/doctest.h>

#include <deque>
#include <map>
#include <random>
#include <string>
#include <vector>

using namespace fake_ice;
using Log = base::FairLog<int>;

namespace {

/// The items of a log, newest first, as `3 2 1`.
std::string Items(const Log& log) {
  std::string text;
  log.VisitBefore(log.NextNumber(), [&](Log::Number, int item) {
    text += (text.empty() ? "" : " ") + std::to_string(item);
    return true;
  });
  return text;
}

const auto kIgnore = [](int) {};

}  // namespace

TEST_CASE("items stay in the order in which they came, whoever holds them") {
  Log log({});
  log.Push("a", 1, 1, kIgnore);
  log.Push("b", 2, 1, kIgnore);
  const auto third = log.NextNumber();
  log.Push("a", 3, 1, kIgnore);
  log.Push("b", 4, 1, kIgnore);
  CHECK(Items(log) == "4 3 2 1");
  log.Erase(third);
  log.Erase(third);
  CHECK(Items(log) == "4 2 1");
  CHECK(*log.Oldest() == 1);
  CHECK(log.TakeOldest() == 1);
  log.EraseHolder("b", kIgnore);
  CHECK(log.Size() == 0);
  CHECK(log.Cost() == 0);
  CHECK(log.Oldest() == nullptr);
}

TEST_CASE("what stays while others go is found by its number") {
  constexpr std::size_t kStay = 10;
  Log log({.items_of_holder = kStay});
  std::deque<Log::Number> numbers;
  for (int item = 0; item < 5'000; ++item) {
    if (item % 500 == 0) {
      numbers.push_back(log.NextNumber());
      log.Push("few", item, 1, kIgnore);
    }
    log.Push("many", item, 1, kIgnore);
    CHECK(log.Size() == numbers.size() + std::min<std::size_t>(item + 1, kStay));
  }
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    std::vector<int> before;
    log.VisitBefore(numbers[i], [&](Log::Number number, int item) {
      CHECK(number < numbers[i]);
      before.push_back(item);
      return true;
    });
    CHECK(before.size() == i);
  }
  log.Erase(numbers[3]);
  log.Erase(numbers[0]);
  CHECK(*log.Oldest() == 500);
  CHECK(log.Size() == 2 * kStay - 2);
  log.EraseHolder("few", kIgnore);
  CHECK(Items(log) == "4999 4998 4997 4996 4995 4994 4993 4992 4991 4990");
}

TEST_CASE("past its own limit a holder loses its oldest items and nobody else does") {
  Log log({.items_of_holder = 2, .cost_of_holder = 10});
  log.Push("a", 1, 1, kIgnore);
  for (const int item : {2, 3, 4}) log.Push("b", item, 1, kIgnore);
  CHECK(Items(log) == "4 3 1");
  log.Push("b", 5, 10, kIgnore);
  CHECK(Items(log) == "5 1");
  CHECK(!log.Fits(11));
}

TEST_CASE("past the limit in all the holder with the most loses its oldest items") {
  Log log({.cost = 10});
  for (const int item : {1, 2, 3}) log.Push("few", item, 1, kIgnore);
  for (const int item : {4, 5, 6, 7, 8, 9, 10, 11, 12}) log.Push("many", item, 1, kIgnore);
  CHECK(Items(log) == "12 11 10 9 8 7 6 3 2 1");
}

TEST_CASE("whoever holds at most an equal share never loses anything to the others") {
  constexpr std::size_t kLimit = 1'000;
  std::mt19937 random(7);
  for (int round = 0; round < 20; ++round) {
    Log log({.cost = kLimit});
    std::map<std::string, std::map<int, std::size_t>> held;
    std::map<int, std::string> holder_of;
    for (int item = 0; item < 2'000; ++item) {
      const std::string holder = std::to_string(std::min(random() % 12, random() % 12));
      const std::size_t cost = 1 + random() % 40;
      held[holder][item] = cost;
      holder_of[item] = holder;
      const auto cost_of = [&](const std::string& name) {
        std::size_t sum = 0;
        for (const auto& [number, one] : held[name]) sum += one;
        return sum;
      };
      log.Push(holder, item, cost, [&](int dropped) {
        const std::string& loser = holder_of.at(dropped);
        std::size_t holders = 0;
        for (const auto& [name, items] : held) holders += items.empty() ? 0 : 1;
        CHECK(cost_of(loser) * holders > kLimit);
        CHECK(held[loser].begin()->first == dropped);
        held[loser].erase(dropped);
      });
      std::size_t in_all = 0;
      for (const auto& [name, items] : held) in_all += cost_of(name);
      REQUIRE(log.Cost() == in_all);
      REQUIRE(log.Cost() <= kLimit);
    }
  }
}

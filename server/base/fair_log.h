#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace fake_ice::base {

/// What a FairLog may hold. Costs are in the unit of its owner, such as bytes.
struct FairLimits {
  std::size_t items_of_holder = std::numeric_limits<std::size_t>::max();
  std::size_t cost_of_holder = std::numeric_limits<std::size_t>::max();
  std::size_t cost = std::numeric_limits<std::size_t>::max();  ///< of all holders together
};

/// The last items of many holders, in the order in which they came. A holder past its own limits
/// loses its oldest items; when all together are past theirs, the holder with the most loses its
/// oldest. So nobody can take another's share: who holds no more than the limit divided by the
/// number of holders never loses anything to them. Items must be cheap to move, which must not
/// throw. Not thread-safe.
template <typename Item>
class FairLog {
 public:
  /// Numbers rise from the oldest item to the newest; none is used twice.
  using Number = std::uint64_t;

  explicit FairLog(FairLimits limits) : limits_(limits) {}

  /// Whether an item of that cost keeps the limits when it is alone.
  [[nodiscard]] bool Fits(std::size_t cost) const {
    return limits_.items_of_holder > 0 && cost <= std::min(limits_.cost_of_holder, limits_.cost);
  }

  /// The number that the next item will have.
  [[nodiscard]] Number NextNumber() const { return next_number_; }

  /// Adds an item, which must fit, and hands each one that has to go for it to `drop`; the new one
  /// itself where its holder has nothing else and the most of all. Throws std::bad_alloc, and then
  /// changes nothing unless `drop` threw it.
  template <typename Drop>
  void Push(std::string_view holder_name, Item item, std::size_t cost, Drop drop) {
    const Number number = next_number_++;
    const auto holder = AddHolder(holder_name);
    Slot& slot = AddSlot(number, Slot{std::move(item), cost, holder});
    slot.older = holder->second.newest;
    if (slot.older != nullptr) slot.older->newer = &slot;
    slot.number = number;
    holder->second.newest = &slot;
    if (holder->second.oldest == nullptr) holder->second.oldest = &slot;
    ++holder->second.items;
    Charge(holder, holder->second.cost + cost);
    Shed(holder_name, drop);
  }

  void Erase(Number number) {
    const auto slot = slots_.find(number);
    if (slot != slots_.end()) Take(slot->second);
  }

  /// Removes what a holder has, each handed to `drop`.
  template <typename Drop>
  void EraseHolder(std::string_view name, Drop drop) {
    for (auto holder = holders_.find(name); holder != holders_.end();
         holder = holders_.find(name)) {
      drop(Take(*holder->second.oldest));
    }
  }

  /// Exchanges the items with those of `other`; limits and numbers stay.
  void Swap(FairLog& other) {
    slots_.swap(other.slots_);
    by_cost_.swap(other.by_cost_);
    holders_.swap(other.holders_);
    std::swap(cost_, other.cost_);
  }
  void Clear() {
    FairLog none(limits_);
    Swap(none);
  }

  [[nodiscard]] std::size_t Size() const { return slots_.size(); }
  [[nodiscard]] std::size_t Cost() const { return cost_; }

  /// The oldest item of all with its number; null when there is none.
  [[nodiscard]] const Item* Oldest() const {
    return slots_.empty() ? nullptr : &slots_.begin()->second.item;
  }
  Item TakeOldest() { return Take(slots_.begin()->second); }

  /// Shows the items older than `number` to `visit(number, item)`, newest first, until it says
  /// false.
  template <typename Visit>
  void VisitBefore(Number number, Visit visit) const {
    auto slot = slots_.lower_bound(number);
    while (slot != slots_.begin()) {
      --slot;
      if (!visit(slot->first, slot->second.item)) return;
    }
  }

 private:
  struct Slot;
  struct Holder {
    Slot* oldest = nullptr;
    Slot* newest = nullptr;
    std::size_t items = 0;
    std::size_t cost = 0;
  };
  using Holders = std::map<std::string, Holder, std::less<>>;
  struct Slot {
    Item item;
    std::size_t cost = 0;
    typename Holders::iterator holder;
    Number number = 0;
    Slot* older = nullptr;  // of the same holder
    Slot* newer = nullptr;
  };

  template <typename Drop>
  void Shed(std::string_view holder_name, Drop& drop) {
    for (auto holder = holders_.find(holder_name); holder != holders_.end() && IsOver(*holder);
         holder = holders_.find(holder_name)) {
      drop(Take(*holder->second.oldest));
    }
    while (cost_ > limits_.cost) drop(Take(*by_cost_.rbegin()->second->second.oldest));
  }

  typename Holders::iterator AddHolder(std::string_view name) {
    const auto known = holders_.find(name);
    if (known != holders_.end()) return known;
    const auto added = holders_.try_emplace(std::string(name)).first;
    try {
      by_cost_.insert({0, &*added});
    } catch (...) {
      holders_.erase(added);
      throw;
    }
    return added;
  }

  Slot& AddSlot(Number number, Slot slot) {
    const auto holder = slot.holder;
    try {
      return slots_.emplace_hint(slots_.end(), number, std::move(slot))->second;
    } catch (...) {
      if (holder->second.items == 0) RemoveHolder(holder);
      throw;
    }
  }

  void RemoveHolder(typename Holders::iterator holder) {
    by_cost_.erase({holder->second.cost, &*holder});
    holders_.erase(holder);
  }

  [[nodiscard]] bool IsOver(const typename Holders::value_type& holder) const {
    return holder.second.items > limits_.items_of_holder ||
           holder.second.cost > limits_.cost_of_holder;
  }

  /// Takes an item out, and its holder with the last one.
  Item Take(Slot& slot) {
    const auto holder = slot.holder;
    (slot.older == nullptr ? holder->second.oldest : slot.older->newer) = slot.newer;
    (slot.newer == nullptr ? holder->second.newest : slot.newer->older) = slot.older;
    --holder->second.items;
    Charge(holder, holder->second.cost - slot.cost);
    if (holder->second.items == 0) RemoveHolder(holder);
    Item item = std::move(slot.item);
    slots_.erase(slot.number);
    return item;
  }

  /// Notes what a holder's items cost by now. Needs no memory.
  void Charge(typename Holders::iterator holder, std::size_t cost) {
    cost_ += cost - holder->second.cost;
    auto place = by_cost_.extract({holder->second.cost, &*holder});
    holder->second.cost = cost;
    place.value().first = cost;
    by_cost_.insert(std::move(place));
  }

  const FairLimits limits_;
  std::map<Number, Slot> slots_;
  Holders holders_;
  std::set<std::pair<std::size_t, typename Holders::value_type*>> by_cost_;
  std::size_t cost_ = 0;
  Number next_number_ = 0;
};

}  // namespace fake_ice::base

#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
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
    HolderEntry& holder = AddHolder(holder_name);
    AddSlot({.item = std::move(item),
             .cost = cost,
             .holder = &holder,
             .number = next_number_,
             .older = holder.second.newest});
    (holder.second.items == 0 ? holder.second.oldest : SlotOf(holder.second.newest).newer) =
        next_number_;
    holder.second.newest = next_number_++;
    ++holder.second.items;
    Charge(holder, holder.second.cost + cost);
    Shed(holder_name, drop);
  }

  void Erase(Number number) {
    const std::size_t place = PlaceOf(number);
    if (place == slots_.size()) return;
    Slot& slot = slots_[place];
    if (slot.number == number && !slot.IsGone()) Take(slot);
  }

  /// Removes what a holder has, each handed to `drop`.
  template <typename Drop>
  void EraseHolder(std::string_view name, Drop drop) {
    for (auto holder = holders_.find(name); holder != holders_.end();
         holder = holders_.find(name)) {
      drop(Take(SlotOf(holder->second.oldest)));
    }
  }

  /// Exchanges the items with those of `other`; limits and numbers stay.
  void Swap(FairLog& other) {
    slots_.swap(other.slots_);
    by_cost_.swap(other.by_cost_);
    holders_.swap(other.holders_);
    std::swap(cost_, other.cost_);
    std::swap(gone_, other.gone_);
  }
  void Clear() {
    FairLog none(limits_);
    Swap(none);
  }

  [[nodiscard]] std::size_t Size() const { return slots_.size() - gone_; }
  [[nodiscard]] std::size_t Cost() const { return cost_; }

  /// The oldest item of all with its number; null when there is none.
  [[nodiscard]] const Item* Oldest() const {
    return slots_.empty() ? nullptr : &slots_.front().item;
  }
  Item TakeOldest() { return Take(slots_.front()); }

  /// Shows the items older than `number` to `visit(number, item)`, newest first, until it says
  /// false.
  template <typename Visit>
  void VisitBefore(Number number, Visit visit) const {
    for (std::size_t place = PlaceOf(number); place-- > 0;) {
      const Slot& slot = slots_[place];
      if (!slot.IsGone() && !visit(slot.number, slot.item)) return;
    }
  }

 private:
  static constexpr Number kNone = 0;

  struct Holder {
    Number oldest = kNone;
    Number newest = kNone;
    std::size_t items = 0;
    std::size_t cost = 0;
  };
  using Holders = std::map<std::string, Holder, std::less<>>;
  using HolderEntry = typename Holders::value_type;

  struct Slot {
    Item item;
    std::size_t cost = 0;
    HolderEntry* holder = nullptr;  // null when the item is gone
    Number number = kNone;
    Number older = kNone;  // of the same holder
    Number newer = kNone;

    [[nodiscard]] bool IsGone() const { return holder == nullptr; }
  };

  template <typename Drop>
  void Shed(std::string_view holder_name, Drop& drop) {
    for (auto holder = holders_.find(holder_name); holder != holders_.end() && IsOver(*holder);
         holder = holders_.find(holder_name)) {
      drop(Take(SlotOf(holder->second.oldest)));
    }
    while (cost_ > limits_.cost) drop(Take(SlotOf(by_cost_.rbegin()->second->second.oldest)));
  }

  HolderEntry& AddHolder(std::string_view name) {
    const auto known = holders_.find(name);
    if (known != holders_.end()) return *known;
    const auto added = holders_.try_emplace(std::string(name)).first;
    try {
      by_cost_.insert({0, &*added});
    } catch (...) {
      holders_.erase(added);
      throw;
    }
    return *added;
  }

  void AddSlot(Slot slot) {
    HolderEntry& holder = *slot.holder;
    try {
      slots_.push_back(std::move(slot));
    } catch (...) {
      if (holder.second.items == 0) RemoveHolder(holder);
      throw;
    }
  }

  void RemoveHolder(HolderEntry& holder) {
    by_cost_.erase({holder.second.cost, &holder});
    holders_.erase(holders_.find(holder.first));
  }

  [[nodiscard]] bool IsOver(const HolderEntry& holder) const {
    return holder.second.items > limits_.items_of_holder ||
           holder.second.cost > limits_.cost_of_holder;
  }

  /// Of the first slot that has `number` or a higher one.
  [[nodiscard]] std::size_t PlaceOf(Number number) const {
    if (slots_.empty() || number <= slots_.front().number) return 0;
    // Where no number is left out, which is mostly so, it tells the place.
    const Number place = number - slots_.front().number;
    if (place < slots_.size() && slots_[place].number == number) return place;
    const auto found = std::ranges::lower_bound(slots_, number, {}, &Slot::number);
    return static_cast<std::size_t>(found - slots_.begin());
  }
  Slot& SlotOf(Number number) { return slots_[PlaceOf(number)]; }

  /// Takes an item out, and its holder with the last one.
  Item Take(Slot& slot) {
    HolderEntry& holder = *slot.holder;
    (slot.older == kNone ? holder.second.oldest : SlotOf(slot.older).newer) = slot.newer;
    (slot.newer == kNone ? holder.second.newest : SlotOf(slot.newer).older) = slot.older;
    --holder.second.items;
    Charge(holder, holder.second.cost - slot.cost);
    if (holder.second.items == 0) RemoveHolder(holder);
    Item item = std::move(slot.item);
    slot.holder = nullptr;
    ++gone_;
    RemoveGone();
    return item;
  }

  /// Leaves the first slot one with an item, and no more than a third of them without.
  void RemoveGone() {
    constexpr std::size_t kFewGone = 64;
    for (; !slots_.empty() && slots_.front().IsGone(); --gone_) slots_.pop_front();
    if (gone_ <= kFewGone + slots_.size() / 3) return;
    std::erase_if(slots_, [](const Slot& slot) { return slot.IsGone(); });
    gone_ = 0;
  }

  /// Notes what a holder's items cost by now. Needs no memory.
  void Charge(HolderEntry& holder, std::size_t cost) {
    cost_ += cost - holder.second.cost;
    auto place = by_cost_.extract({holder.second.cost, &holder});
    holder.second.cost = cost;
    place.value().first = cost;
    by_cost_.insert(std::move(place));
  }

  const FairLimits limits_;
  std::deque<Slot> slots_;  // by their numbers; the first one is not gone
  std::size_t gone_ = 0;    // of the slots
  Holders holders_;
  std::set<std::pair<std::size_t, HolderEntry*>> by_cost_;
  std::size_t cost_ = 0;
  Number next_number_ = kNone + 1;
};

}  // namespace fake_ice::base

#include "http/open_connections.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <new>
#include <optional>
#include <system_error>
#include <utility>

namespace fake_ice::http {

using std::chrono::steady_clock;

OpenConnections::OpenConnections(WorkerPool& pool, const Limits& limits)
    : pool_(pool),
      limits_(limits),
      to_go_on_(eventfd(0, EFD_SEMAPHORE | EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (to_go_on_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

OpenConnections::~OpenConnections() {
  close(to_go_on_);
  for (const auto& block : blocks_) delete block.load();
}

OpenConnections::Slot* OpenConnections::Find(int descriptor) const {
  const auto number = static_cast<std::size_t>(descriptor);
  if (number >= kBlocks * kSlotsInBlock) return nullptr;
  Block* block = blocks_[number / kSlotsInBlock];
  return block == nullptr ? nullptr : &(*block)[number % kSlotsInBlock];
}

OpenConnections::Slot* OpenConnections::FindOrMake(int descriptor) {
  const auto number = static_cast<std::size_t>(descriptor);
  if (number >= kBlocks * kSlotsInBlock) return nullptr;
  const std::scoped_lock lock(mutex_);
  auto& block = blocks_[number / kSlotsInBlock];
  if (block == nullptr) block = new (std::nothrow) Block;
  return Find(descriptor);
}

Connection* OpenConnections::Add(std::unique_ptr<Connection> connection) {
  Slot* slot = FindOrMake(connection->Descriptor());
  State free = State::kFree;
  if (slot == nullptr || !slot->state.compare_exchange_strong(free, State::kTaken)) return nullptr;
  ++count_;
  slot->connection = std::move(connection);
  slot->to_read_on = false;
  return slot->connection.get();
}

OpenConnections::Parking OpenConnections::Park(Connection& connection, bool to_go_on) {
  const int descriptor = connection.Descriptor();
  Slot& slot = *Find(descriptor);
  if (!std::exchange(slot.is_watched, true)) pool_.Watch(descriptor);
  if (connection.WaitsForRoom() && !std::exchange(slot.is_watched_for_room, true)) {
    pool_.WatchForRoom(descriptor);
  }
  for (;;) {
    const Draining draining = draining_;
    if (IsToBeClosed(connection)) return Parking::kToBeClosed;
    Note(connection, slot);
    NoteDeadline(connection, slot);
    if (!LetGo(slot, to_go_on)) return Parking::kLookAgain;
    // From here on another worker may have it, or have closed it.
    if (to_go_on) QueueToGoOn(slot);
    // Else Drain may have passed by before it was parked.
    if (draining_ == draining || TakeParked(slot) == nullptr) return Parking::kParked;
  }
}

/// Parks what `slot` has, unless an event came meanwhile. One that is to go on learns of that by
/// going on.
bool OpenConnections::LetGo(Slot& slot, bool to_go_on) {
  for (;;) {
    State taken = State::kTaken;
    if (slot.state.compare_exchange_strong(taken, State::kParked)) return true;
    slot.state = State::kTaken;
    // Only now, since whoever finds kTakenToLookAgain leaves only this behind.
    if (slot.to_read_on.exchange(false)) slot.connection->ReadOn();
    if (!to_go_on) return false;
  }
}

void OpenConnections::Note(const Connection& connection, Slot& slot) {
  slot.is_idle = connection.IsIdle();
  slot.is_in_flight = connection.IsInFlight();
  slot.silent_since = connection.SilentSince();
  const std::size_t held = connection.HeldBytes();
  if (held != slot.held_bytes) held_bytes_ += held - slot.held_bytes.exchange(held);  // wraps
}

void OpenConnections::NoteDeadline(const Connection& connection, Slot& slot) {
  const Deadlines::Time deadline = connection.Deadline();
  if (deadline >= slot.wakes_at.load()) return;
  const std::scoped_lock lock(mutex_);
  deadlines_.Add(deadline, connection.Descriptor());
  deadlines_.Remove(slot.wakes_at.exchange(deadline), connection.Descriptor());
}

void OpenConnections::Close(Connection& connection) {
  const int descriptor = connection.Descriptor();
  Slot& slot = *Find(descriptor);
  {
    const std::scoped_lock lock(mutex_);
    deadlines_.Remove(slot.wakes_at.exchange(Deadlines::Time::max()), descriptor);
  }
  held_bytes_ -= slot.held_bytes.exchange(0);
  slot.is_watched = slot.is_watched_for_room = false;
  std::unique_ptr<Connection> closing = std::move(slot.connection);
  // Before its number can be had again.
  slot.state = State::kFree;
  closing.reset();
  --count_;
  if (!IsDraining()) return;
  const std::scoped_lock lock(mutex_);
  closed_.notify_all();
}

Connection* OpenConnections::Take(int descriptor, bool to_read_on) {
  Slot* slot = Find(descriptor);
  return slot == nullptr ? nullptr : Take(*slot, to_read_on);
}

Connection* OpenConnections::Take(Slot& slot, bool to_read_on) {
  if (to_read_on) slot.to_read_on = true;
  for (;;) {
    if (Connection* connection = TakeParked(slot)) return connection;
    State state = State::kTaken;
    if (slot.state.compare_exchange_strong(state, State::kTakenToLookAgain)) return nullptr;
    if (state != State::kParked) return nullptr;
  }
}

/// Null when it is not parked.
Connection* OpenConnections::TakeParked(Slot& slot) {
  State parked = State::kParked;
  if (!slot.state.compare_exchange_strong(parked, State::kTaken)) return nullptr;
  if (slot.to_read_on && slot.to_read_on.exchange(false)) slot.connection->ReadOn();
  return slot.connection.get();
}

void OpenConnections::QueueToGoOn(Slot& slot) {
  {
    const std::scoped_lock lock(mutex_);
    if (std::exchange(slot.waits_to_go_on, true)) return;
    (last_to_go_on_ == nullptr ? first_to_go_on_ : last_to_go_on_->next_to_go_on) = &slot;
    last_to_go_on_ = &slot;
  }
  eventfd_write(to_go_on_, 1);
}

Connection* OpenConnections::TakeToGoOn() {
  eventfd_t one = 0;
  if (eventfd_read(to_go_on_, &one) != 0) return nullptr;
  Slot* slot = nullptr;
  {
    const std::scoped_lock lock(mutex_);
    slot = first_to_go_on_;
    first_to_go_on_ = std::exchange(slot->next_to_go_on, nullptr);
    if (first_to_go_on_ == nullptr) last_to_go_on_ = nullptr;
    slot->waits_to_go_on = false;
  }
  return Take(*slot, /*to_read_on=*/false);
}

Connection* OpenConnections::TakeOverdue() {
  for (;;) {
    Slot* slot = nullptr;
    {
      const std::scoped_lock lock(mutex_);
      const std::optional<int> passed = deadlines_.TakePassed();
      if (!passed) return nullptr;
      slot = Find(*passed);
      slot->wakes_at = Deadlines::Time::max();
    }
    // Whoever else has it notes its deadline again.
    if (Connection* connection = Take(*slot, /*to_read_on=*/false)) return connection;
  }
}

Connection* OpenConnections::TakeToShed() {
  if (held_bytes_ <= limits_.held_bytes) return nullptr;
  // One at a time, so that no more are taken than need be.
  const std::scoped_lock lock(mutex_);
  if (held_bytes_ <= limits_.held_bytes) return nullptr;
  Connection* longest = TakeLongestSilent([](const Slot& slot) { return slot.held_bytes > 0; });
  if (longest != nullptr) {
    held_bytes_ -= Find(longest->Descriptor())->held_bytes.exchange(0);
  }
  return longest;
}

bool OpenConnections::MayBeGivenUp(const Connection& connection) const {
  return connection.IsIdle() &&
         connection.SilentSince() <= steady_clock::now() - limits_.idle_until_given_up;
}

Connection* OpenConnections::TakeIdle() {
  const auto long_enough = steady_clock::now() - limits_.idle_until_given_up;
  return TakeLongestSilent(
      [&](const Slot& slot) { return slot.is_idle && slot.silent_since.load() <= long_enough; });
}

template <typename Visit>
void OpenConnections::ForEach(Visit visit) {
  for (const auto& block : blocks_) {
    Block* slots = block;
    if (slots == nullptr) continue;
    for (Slot& slot : *slots) visit(slot);
  }
}

template <typename IsCandidate>
Connection* OpenConnections::TakeLongestSilent(IsCandidate is_candidate) {
  for (;;) {
    Slot* longest = nullptr;
    Deadlines::Time since = Deadlines::Time::max();
    ForEach([&](Slot& slot) {
      if (slot.state != State::kParked || !is_candidate(slot)) return;
      if (slot.silent_since.load() >= since) return;
      longest = &slot;
      since = slot.silent_since;
    });
    if (longest == nullptr) return nullptr;
    // Else another has taken it meanwhile.
    if (Connection* connection = TakeParked(*longest)) return connection;
  }
}

void OpenConnections::WakeBy(Deadlines::Time time) {
  const std::scoped_lock lock(mutex_);
  deadlines_.WakeBy(time);
}

bool OpenConnections::IsToBeClosed(const Connection& connection) const {
  const Draining draining = draining_;
  return draining == Draining::kAtOnce ||
         (draining == Draining::kClientsMayFinish && !connection.IsInFlight());
}

void OpenConnections::CloseParked(bool in_flight_too) {
  ForEach([&](Slot& slot) {
    if (slot.is_in_flight && !in_flight_too) return;
    Connection* connection = TakeParked(slot);
    if (connection == nullptr) return;
    if (in_flight_too || !connection->IsInFlight()) return Close(*connection);
    // A request has come since it was looked at.
    LetGo(slot, /*to_go_on=*/true);
    QueueToGoOn(slot);
  });
}

void OpenConnections::Drain(const std::function<bool()>& is_handling) {
  draining_ = Draining::kClientsMayFinish;
  CloseParked(/*in_flight_too=*/false);
  {
    std::unique_lock lock(mutex_);
    const auto are_closed = [&] { return count_ == 0; };
    // Asked before each wait, so that the client whose answer comes last has all of its time.
    for (bool goes_on = true; goes_on;) {
      goes_on = is_handling();
      if (closed_.wait_for(lock, limits_.stop_patience, are_closed)) break;
    }
  }
  draining_ = Draining::kAtOnce;
  CloseParked(/*in_flight_too=*/true);
}

}  // namespace fake_ice::http

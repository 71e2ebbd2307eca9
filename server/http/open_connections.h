#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>

#include "http/connection.h"
#include "http/deadlines.h"
#include "http/limits.h"
#include "http/worker_pool.h"

namespace fake_ice::http {

/// Every open connection, by its descriptor. Each is parked until its client does something or its
/// deadline passes. Whoever takes one has it alone and then parks or closes it; a request does so
/// without a lock and without a call of the system. Thread-safe.
class OpenConnections {
 public:
  enum class Parking {
    kParked,
    kLookAgain,  ///< an event came meanwhile: the caller still has it and is to advance it
    kToBeClosed  ///< the server stops: the caller still has it
  };

  /// `pool` must outlive this.
  OpenConnections(WorkerPool& pool, const Limits& limits);
  ~OpenConnections();
  OpenConnections(const OpenConnections&) = delete;
  OpenConnections& operator=(const OpenConnections&) = delete;

  /// Takes in a new connection, which the caller then has. Null, and closed, when there is no
  /// memory, or its descriptor is past those that there is room for.
  [[nodiscard]] Connection* Add(std::unique_ptr<Connection> connection);
  [[nodiscard]] std::size_t Count() const { return count_; }

  /// Gives one back until the next event. One that is to go on is to be taken again soon, behind
  /// whatever others wait for, and never to be looked at again by the caller. Throws std::exception
  /// for want of memory, and then the caller still has it.
  [[nodiscard]] Parking Park(Connection& connection, bool to_go_on);
  void Close(Connection& connection);

  /// One that something has happened to: all there is to read may be more than one read shows, if
  /// `to_read_on`. Null when there is none, or when another has it, who is told to look again.
  [[nodiscard]] Connection* Take(int descriptor, bool to_read_on);
  /// Readable while there are some that are to go on, each of them to be taken once.
  [[nodiscard]] int ToGoOn() const { return to_go_on_; }
  /// Null when another takes it.
  [[nodiscard]] Connection* TakeToGoOn();
  /// One whose deadline may have passed; null when there is none any more.
  [[nodiscard]] Connection* TakeOverdue();
  /// While all together hold more bytes than they may: the one that has been silent for longest of
  /// those that hold any. Else null.
  [[nodiscard]] Connection* TakeToShed();
  /// The one that has been without a request for longest, if that is long enough to be given up. It
  /// may have had one since it was looked at.
  [[nodiscard]] Connection* TakeIdle();
  [[nodiscard]] bool MayBeGivenUp(const Connection& connection) const;

  /// When it is readable, and at `time` at the latest, TakeOverdue is to be asked until it has
  /// none.
  [[nodiscard]] int Timer() const { return deadlines_.Timer(); }
  void WakeBy(Deadlines::Time time);

  /// Closes every connection without a request in flight, now and from now on. Clients with one
  /// have as long as the limits allow to send it; while `is_handling` they are given that time
  /// again, to take their answers.
  void Drain(const std::function<bool()>& is_handling);
  [[nodiscard]] bool IsDraining() const { return draining_ != Draining::kNo; }
  /// Closes what is left, once no worker has any.
  void CloseAll() { CloseParked(/*in_flight_too=*/true); }

 private:
  enum class State : std::uint8_t { kFree, kParked, kTaken, kTakenToLookAgain };
  enum class Draining : std::uint8_t { kNo, kClientsMayFinish, kAtOnce };

  /// What is not atomic belongs to whoever has the connection. The rest is how it was parked, for
  /// those who look at it without having it.
  struct Slot {
    std::atomic<State> state = State::kFree;
    bool is_watched = false;
    bool is_watched_for_room = false;
    std::atomic<bool> is_idle = false;
    std::atomic<bool> is_in_flight = false;
    std::atomic<bool> to_read_on = false;  // for who looks again
    std::unique_ptr<Connection> connection;
    std::atomic<Deadlines::Time> silent_since{};
    std::atomic<std::size_t> held_bytes = 0;
    /// When TakeOverdue looks at it: at its deadline or before, since most deadlines are later than
    /// the ones before them. Changed with mutex_ held.
    std::atomic<Deadlines::Time> wakes_at = Deadlines::Time::max();
    // With mutex_ held: whether it waits to go on, and what waits behind it.
    bool waits_to_go_on = false;
    Slot* next_to_go_on = nullptr;
  };
  static constexpr std::size_t kSlotsInBlock = 256;
  static constexpr std::size_t kBlocks = 1024;
  using Block = std::array<Slot, kSlotsInBlock>;

  [[nodiscard]] Slot* Find(int descriptor) const;
  Slot* FindOrMake(int descriptor);
  static Connection* TakeParked(Slot& slot);
  static Connection* Take(Slot& slot, bool to_read_on);
  template <typename Visit>
  void ForEach(Visit visit);
  template <typename IsCandidate>
  Connection* TakeLongestSilent(IsCandidate is_candidate);
  static bool LetGo(Slot& slot, bool to_go_on);
  void Note(const Connection& connection, Slot& slot);
  void NoteDeadline(const Connection& connection, Slot& slot);
  void QueueToGoOn(Slot& slot);
  [[nodiscard]] bool IsToBeClosed(const Connection& connection) const;
  void CloseParked(bool in_flight_too);

  WorkerPool& pool_;
  const Limits limits_;
  std::array<std::atomic<Block*>, kBlocks> blocks_{};  // made when first needed, never moved
  std::atomic<std::size_t> count_ = 0;
  std::atomic<std::size_t> held_bytes_ = 0;
  std::atomic<Draining> draining_ = Draining::kNo;
  const int to_go_on_;  // an eventfd that counts those in the queue
  std::mutex mutex_;    // over what follows, the making of blocks, and TakeToShed
  std::condition_variable closed_;
  Deadlines deadlines_;
  // A list within the slots, since there may be no memory for another.
  Slot* first_to_go_on_ = nullptr;
  Slot* last_to_go_on_ = nullptr;
};

}  // namespace fake_ice::http

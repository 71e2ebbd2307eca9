#pragma once

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "http/connection.h"
#include "http/deadlines.h"
#include "http/limits.h"
#include "http/worker_pool.h"

namespace fake_ice::http {

/// The connections that no worker is at, each until its client does something or its deadline
/// passes. Whoever takes one has it alone, parks it again or closes it. Thread-safe.
class ParkedConnections {
 public:
  /// `pool` must outlive this.
  ParkedConnections(WorkerPool& pool, const Limits& limits) : pool_(pool), limits_(limits) {}

  /// Counts a new connection, which is to be parked or closed here. Returns how many are open.
  [[nodiscard]] std::size_t CountOneMore();

  /// Takes over `connection`; while draining only one with a request in flight. Throws
  /// std::exception for want of memory, and then changes nothing.
  void Park(std::unique_ptr<Connection>& connection);
  void Close(std::unique_ptr<Connection> connection);

  /// Null when another has it already.
  std::unique_ptr<Connection> Take(int descriptor);
  /// One whose deadline has passed; null when there is none any more.
  std::unique_ptr<Connection> TakeOverdue();
  /// While all together hold more bytes than they may: the one that has been silent for longest of
  /// those that hold any. Else null.
  std::unique_ptr<Connection> TakeToShed();

  /// When it is readable, and at `time` at the latest, TakeOverdue is to be asked until it has
  /// none.
  [[nodiscard]] int Timer() const { return deadlines_.Timer(); }
  void WakeBy(Deadlines::Time time);

  /// Closes every connection without a request in flight, now and from now on, and waits until the
  /// others have ended, as long as the limits allow.
  void Drain();
  void CloseAll();

 private:
  using Owned = std::unordered_map<int, std::unique_ptr<Connection>>;

  std::unique_ptr<Connection> Take(Owned::iterator parked);  // with mutex_ held

  WorkerPool& pool_;
  const Limits limits_;
  std::mutex mutex_;
  std::condition_variable closed_;
  Owned parked_;
  Deadlines deadlines_;
  std::size_t held_bytes_ = 0;  // of those in parked_
  std::size_t open_ = 0;        // parked or taken
  bool draining_ = false;
};

}  // namespace fake_ice::http

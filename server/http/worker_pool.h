#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <thread>

namespace fake_ice::http {

/// As many threads as the machine has use for. They wait for events of descriptors and handle one
/// at a time; what handles an event must not wait for a client, and says so when it takes long.
/// Thread-safe but for Start and Stop.
class WorkerPool {
 public:
  /// Called by a worker when `events` (of epoll) have come to `descriptor`. It must not throw: that
  /// would end the program.
  using EventHandler = std::function<void(int descriptor, std::uint32_t events)>;

  explicit WorkerPool(EventHandler on_event);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  void Start(std::size_t workers);

  /// Lets every worker finish the event at hand and ends it. May be called again.
  void Stop();

  /// Hands the next input of `descriptor` to one worker, once, behind what others wait for. Throws
  /// std::exception for want of memory the first time that `descriptor` is armed, never again.
  void Arm(int descriptor);

  /// From now on hands each input of a client's socket to a worker as it comes, and whatever is
  /// there already. It tells of more, not of what was left unread. Throws std::exception for want
  /// of memory.
  void Watch(int socket);

  /// Hands a watched socket to a worker also when there is room again for output, from now on.
  void WatchForRoom(int socket);

  /// Hands `descriptor` to a worker as long as it is readable.
  void WatchLevel(int descriptor);

  /// While it lives, another thread does the work of the worker that made it. Of those there are no
  /// more than kMaxStandIns, nor more than the system lets start: past that there is one worker
  /// less.
  class StandIn {
   public:
    explicit StandIn(WorkerPool& pool) : pool_(pool), stands_in_(pool.AddOne()) {}
    ~StandIn() {
      if (stands_in_) pool_.LetOneGo();
    }
    StandIn(const StandIn&) = delete;
    StandIn& operator=(const StandIn&) = delete;

   private:
    WorkerPool& pool_;
    const bool stands_in_;
  };

 private:
  static constexpr std::size_t kMaxStandIns = 16;

  void Work();
  bool AddOne();
  void LetOneGo();
  bool MayGo();

  const EventHandler on_event_;
  int epoll_ = -1;
  int stop_event_ = -1;
  std::mutex mutex_;  // over all that follows
  std::list<std::jthread> threads_;
  std::list<std::jthread> gone_;  // to be joined
  std::size_t workers_ = 0;
  // Of them are to go, each once it is done with an event. Read also without the lock.
  std::atomic<std::size_t> too_many_ = 0;
  bool stopped_ = false;
};

}  // namespace fake_ice::http

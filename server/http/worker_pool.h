#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <list>
#include <mutex>
#include <thread>

namespace fake_ice::http {

/// Threads that wait for events of sockets and handle one at a time. As many run as the machine has
/// use for; a thread that must wait in the middle of a request says so with Blocking, and another
/// takes its place, so that slow clients never hold up fast ones. Thread-safe.
class WorkerPool {
 public:
  /// Called by a worker when the socket registered with `tag` has something to read or was closed.
  using EventHandler = std::function<void(void* tag)>;

  explicit WorkerPool(EventHandler on_event);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  void Start(std::size_t workers);

  /// Lets every worker finish the event at hand, and returns true when all have ended; false when
  /// some had not after `grace`. May be called again.
  bool Stop(std::chrono::milliseconds grace);

  /// Hands the next event of `socket` to one worker, once. Rearm for the one after it.
  void Add(int socket, void* tag);
  void Rearm(int socket, void* tag);
  /// Has `socket` handled again behind the events that others wait for, with or without one of its
  /// own.
  void Requeue(int socket, void* tag);

  /// While alive, the current worker counts as waiting.
  class Blocking {
   public:
    explicit Blocking(WorkerPool& pool);
    ~Blocking();
    Blocking(const Blocking&) = delete;
    Blocking& operator=(const Blocking&) = delete;

   private:
    WorkerPool& pool_;
  };

 private:
  using Thread = std::list<std::thread>::iterator;

  void Spawn();         // with mutex_ held
  void JoinFinished();  // with mutex_ held
  void Work(Thread self);

  const EventHandler on_event_;
  int epoll_ = -1;
  int stop_event_ = -1;
  /// What one worker did to a connection before Rearm happens before what the next one does. epoll
  /// sees to that too, but neither the language nor the thread sanitizer knows.
  std::mutex hand_over_;
  std::mutex mutex_;
  std::condition_variable ended_;
  std::size_t wanted_ = 0;   // workers that should be able to run
  std::size_t running_ = 0;  // workers that are, those in Blocking not counted
  std::list<std::thread> threads_;
  std::list<std::thread> finished_;  // ended or about to; joined by the next who looks
};

}  // namespace fake_ice::http

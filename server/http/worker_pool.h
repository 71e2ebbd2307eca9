#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <thread>
#include <vector>

namespace fake_ice::http {

/// As many threads as the machine has use for. They wait for events of descriptors and handle one
/// at a time; what handles an event must not wait for a client. Thread-safe but for Start and Stop.
class WorkerPool {
 public:
  /// Called by a worker when one of the events has come that `descriptor` was armed for.
  using EventHandler = std::function<void(int descriptor)>;

  explicit WorkerPool(EventHandler on_event);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  void Start(std::size_t workers);

  /// Lets every worker finish the event at hand and ends it. May be called again.
  void Stop();

  /// Hands the next of these events (of epoll) of `descriptor` to one worker, once, behind the
  /// events that others wait for. That the client is gone is always one of them.
  void Arm(int descriptor, std::uint32_t events);

 private:
  void Work();

  const EventHandler on_event_;
  int epoll_ = -1;
  int stop_event_ = -1;
  std::vector<std::jthread> threads_;
};

}  // namespace fake_ice::http

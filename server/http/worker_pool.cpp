#include "http/worker_pool.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <system_error>

#include "http/limits.h"

namespace fake_ice::http {
namespace {

int OrThrow(int result, const char* what) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), what);
  return result;
}

}  // namespace

WorkerPool::WorkerPool(EventHandler on_event)
    : on_event_(std::move(on_event)),
      epoll_(OrThrow(epoll_create1(EPOLL_CLOEXEC), "epoll_create1")),
      stop_event_(OrThrow(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd")) {
  epoll_event event{.events = EPOLLIN, .data = {.ptr = nullptr}};
  OrThrow(epoll_ctl(epoll_, EPOLL_CTL_ADD, stop_event_, &event), "epoll_ctl");
}

WorkerPool::~WorkerPool() {
  while (!Stop(std::chrono::hours{1})) {
  }
  close(stop_event_);
  close(epoll_);
}

void WorkerPool::Start(std::size_t workers) {
  const std::scoped_lock lock(mutex_);
  wanted_ = workers;
  while (running_ < wanted_) Spawn();
}

bool WorkerPool::Stop(std::chrono::milliseconds grace) {
  std::unique_lock lock(mutex_);
  wanted_ = 0;
  eventfd_write(stop_event_, 1);
  const bool ended = ended_.wait_for(lock, grace, [&] { return threads_.empty(); });
  JoinFinished();
  return ended;
}

void WorkerPool::Add(int socket, void* tag) {
  epoll_event event{.events = EPOLLIN | EPOLLRDHUP | EPOLLONESHOT, .data = {.ptr = tag}};
  const std::scoped_lock lock(hand_over_);
  OrThrow(epoll_ctl(epoll_, EPOLL_CTL_ADD, socket, &event), "epoll_ctl");
}

void WorkerPool::Rearm(int socket, void* tag) {
  epoll_event event{.events = EPOLLIN | EPOLLRDHUP | EPOLLONESHOT, .data = {.ptr = tag}};
  const std::scoped_lock lock(hand_over_);
  OrThrow(epoll_ctl(epoll_, EPOLL_CTL_MOD, socket, &event), "epoll_ctl");
}

void WorkerPool::Requeue(int socket, void* tag) {
  // Being writable is an event that comes at once, behind those that others wait for.
  epoll_event event{.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLONESHOT, .data = {.ptr = tag}};
  const std::scoped_lock lock(hand_over_);
  OrThrow(epoll_ctl(epoll_, EPOLL_CTL_MOD, socket, &event), "epoll_ctl");
}

void WorkerPool::Spawn() {
  JoinFinished();
  if (threads_.size() >= kMaxThreads) return;
  std::list<std::thread> started(1);
  const auto self = started.begin();
  try {
    *self = std::thread([this, self] { Work(self); });
  } catch (const std::system_error&) {
    return;  // the machine has no more; those that wait come back in time
  }
  threads_.splice(threads_.end(), started);
  ++running_;
}

void WorkerPool::JoinFinished() {
  for (std::thread& thread : finished_) thread.join();
  finished_.clear();
}

void WorkerPool::Work(Thread self) {
  for (;;) {
    epoll_event event{};
    const int ready = epoll_wait(epoll_, &event, 1, -1);
    { const std::scoped_lock lock(hand_over_); }
    if (ready == 1 && event.data.ptr != nullptr) on_event_(event.data.ptr);
    const std::scoped_lock lock(mutex_);
    // More run than wanted after one that was waiting came back, or because the pool stops.
    if (running_ <= wanted_) continue;
    --running_;
    finished_.splice(finished_.end(), threads_, self);
    ended_.notify_all();
    return;
  }
}

WorkerPool::Blocking::Blocking(WorkerPool& pool) : pool_(pool) {
  const std::scoped_lock lock(pool_.mutex_);
  --pool_.running_;
  if (pool_.running_ < pool_.wanted_) pool_.Spawn();
}

WorkerPool::Blocking::~Blocking() {
  const std::scoped_lock lock(pool_.mutex_);
  ++pool_.running_;
}

}  // namespace fake_ice::http

#include "http/worker_pool.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <exception>
#include <system_error>
#include <utility>

namespace fake_ice::http {
namespace {

constexpr std::uint32_t kInput = EPOLLIN | EPOLLPRI | EPOLLRDHUP | EPOLLET;

int OrThrow(int result, const char* what) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), what);
  return result;
}

}  // namespace

WorkerPool::WorkerPool(EventHandler on_event)
    : on_event_(std::move(on_event)),
      epoll_(OrThrow(epoll_create1(EPOLL_CLOEXEC), "epoll_create1")),
      stop_event_(OrThrow(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd")) {
  WatchLevel(stop_event_);
}

WorkerPool::~WorkerPool() {
  Stop();
  close(stop_event_);
  close(epoll_);
}

void WorkerPool::Start(std::size_t workers) {
  const std::scoped_lock lock(mutex_);
  workers_ = workers;
  while (threads_.size() < workers) threads_.emplace_back([this] { Work(); });
}

void WorkerPool::Stop() {
  eventfd_write(stop_event_, 1);
  std::list<std::jthread> all;
  const std::scoped_lock lock(mutex_);
  stopped_ = true;
  all.splice(all.end(), threads_);
  all.splice(all.end(), gone_);
}

bool WorkerPool::AddOne() {
  std::list<std::jthread> gone;  // joined without the lock
  const std::scoped_lock lock(mutex_);
  gone.swap(gone_);
  if (too_many_ > 0) {
    --too_many_;  // one that stood in before has not gone yet
    return true;
  }
  if (stopped_ || threads_.size() >= workers_ + kMaxStandIns) return false;
  try {
    threads_.emplace_back([this] { Work(); });
    return true;
  } catch (const std::exception&) {  // no thread to be had, or no memory
    return false;
  }
}

void WorkerPool::LetOneGo() {
  const std::scoped_lock lock(mutex_);
  ++too_many_;
}

/// Whether the calling thread is one too many, and ends now.
bool WorkerPool::MayGo() {
  if (too_many_ == 0) return false;
  const std::scoped_lock lock(mutex_);
  if (too_many_ == 0 || stopped_) return false;
  const auto self = std::ranges::find(threads_, std::this_thread::get_id(), &std::jthread::get_id);
  --too_many_;
  gone_.splice(gone_.end(), threads_, self);
  return true;
}

void WorkerPool::Arm(int descriptor) {
  epoll_event event{.events = EPOLLIN | EPOLLONESHOT, .data = {.fd = descriptor}};
  if (epoll_ctl(epoll_, EPOLL_CTL_MOD, descriptor, &event) == 0) return;
  OrThrow(errno == ENOENT ? epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event) : -1, "epoll_ctl");
}

void WorkerPool::Watch(int socket) {
  epoll_event event{.events = kInput, .data = {.fd = socket}};
  OrThrow(epoll_ctl(epoll_, EPOLL_CTL_ADD, socket, &event), "epoll_ctl");
}

void WorkerPool::WatchForRoom(int socket) {
  epoll_event event{.events = kInput | EPOLLOUT, .data = {.fd = socket}};
  epoll_ctl(epoll_, EPOLL_CTL_MOD, socket, &event);
}

void WorkerPool::WatchLevel(int descriptor) {
  epoll_event event{.events = EPOLLIN, .data = {.fd = descriptor}};
  OrThrow(epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event), "epoll_ctl");
}

void WorkerPool::Work() {
  for (;;) {
    epoll_event event{};
    if (epoll_wait(epoll_, &event, 1, -1) != 1) continue;
    if (event.data.fd == stop_event_) return;
    on_event_(event.data.fd, event.events);
    if (MayGo()) return;
  }
}

}  // namespace fake_ice::http

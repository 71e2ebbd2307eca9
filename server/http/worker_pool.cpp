#include "http/worker_pool.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

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
  epoll_event event{.events = EPOLLIN, .data = {.fd = stop_event_}};
  OrThrow(epoll_ctl(epoll_, EPOLL_CTL_ADD, stop_event_, &event), "epoll_ctl");
}

WorkerPool::~WorkerPool() {
  Stop();
  close(stop_event_);
  close(epoll_);
}

void WorkerPool::Start(std::size_t workers) {
  while (threads_.size() < workers) threads_.emplace_back([this] { Work(); });
}

void WorkerPool::Stop() {
  eventfd_write(stop_event_, 1);
  threads_.clear();  // joins them
}

void WorkerPool::Arm(int descriptor, std::uint32_t events) {
  epoll_event event{.events = events | EPOLLONESHOT, .data = {.fd = descriptor}};
  if (epoll_ctl(epoll_, EPOLL_CTL_MOD, descriptor, &event) == 0) return;
  OrThrow(errno == ENOENT ? epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event) : -1, "epoll_ctl");
}

void WorkerPool::Work() {
  for (;;) {
    epoll_event event{};
    if (epoll_wait(epoll_, &event, 1, -1) != 1) continue;
    if (event.data.fd == stop_event_) return;
    on_event_(event.data.fd);
  }
}

}  // namespace fake_ice::http

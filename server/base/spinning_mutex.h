#pragma once

#include <pthread.h>

namespace fake_ice::base {

/// A mutex that is held for microseconds: who finds it taken looks again for about as long before
/// it sleeps, since to sleep and be woken costs more than the wait. For std::scoped_lock and the
/// like. Thread-safe; never fails.
class SpinningMutex {
 public:
  SpinningMutex() = default;
  ~SpinningMutex() { pthread_mutex_destroy(&mutex_); }
  SpinningMutex(const SpinningMutex&) = delete;
  SpinningMutex& operator=(const SpinningMutex&) = delete;

  // The names are those of the standard library's requirement Lockable.
  // NOLINTBEGIN(readability-identifier-naming)
  void lock() { pthread_mutex_lock(&mutex_); }
  bool try_lock() { return pthread_mutex_trylock(&mutex_) == 0; }
  void unlock() { pthread_mutex_unlock(&mutex_); }
  // NOLINTEND(readability-identifier-naming)

 private:
  pthread_mutex_t mutex_ = PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP;
};

}  // namespace fake_ice::base

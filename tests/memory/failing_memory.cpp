#include "memory/failing_memory.h"

#include <sqlite3.h>

#include <atomic>
#include <cstdlib>
#include <limits>
#include <new>
#include <stdexcept>

namespace fake_ice::test::failing_memory {
namespace {

constexpr std::size_t kNever = std::numeric_limits<std::size_t>::max();

std::atomic<std::size_t> next{0};
std::atomic<std::size_t> fail_from{kNever};
std::atomic<std::size_t> fail_until{kNever};
std::atomic<std::size_t> failed{0};
thread_local bool spared = false;

bool Fails(std::size_t size) {
  if (spared || size < kLeast || fail_from == kNever) return false;
  const std::size_t number = next++;
  if (number < fail_from || number >= fail_until) return false;
  ++failed;
  return true;
}

/// SQLite is content with nothing whatever the size.
bool FailsSqlite(int size) {
  return Fails(kLeast + static_cast<std::size_t>(size));
}

sqlite3_mem_methods& SqlitesOwn() {
  static sqlite3_mem_methods own{};
  return own;
}

}  // namespace

void SpareThisThread() {
  spared = true;
}

void TakeSqlite() {
  if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &SqlitesOwn()) != SQLITE_OK) {
    throw std::logic_error("SQLite was in use already");
  }
  sqlite3_mem_methods ours = SqlitesOwn();
  ours.xMalloc = [](int size) { return FailsSqlite(size) ? nullptr : SqlitesOwn().xMalloc(size); };
  ours.xRealloc = [](void* old, int size) {
    return FailsSqlite(size) ? nullptr : SqlitesOwn().xRealloc(old, size);
  };
  sqlite3_config(SQLITE_CONFIG_MALLOC, &ours);
}

void Fail(std::size_t first, std::size_t times) {
  fail_from = kNever;
  next = 0;
  failed = 0;
  fail_until = times < kNever - first ? first + times : kNever;
  fail_from = first;
}

std::size_t Heal() {
  fail_from = kNever;
  return failed;
}

void* Allocate(std::size_t size) {
  void* const memory = Fails(size) ? nullptr : std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace fake_ice::test::failing_memory

// Every other form of new and delete that is used comes down to these.
void* operator new(std::size_t size) {
  return fake_ice::test::failing_memory::Allocate(size);
}
// The library's own calls the one above; a sanitizer's does not.
void* operator new(std::size_t size, const std::nothrow_t& /*tag*/) noexcept {
  try {
    return fake_ice::test::failing_memory::Allocate(size);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t /*size*/) noexcept {
  std::free(memory);
}

#pragma once

#include <exception>
#include <functional>
#include <latch>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace fake_ice::test {

/// What went wrong in parallel work, a line each; empty when nothing did.
using Failures = std::vector<std::string>;

/// Runs `work` with 0 to `count` - 1, each in a thread of its own, all let go at once. What a
/// worker throws is its failure, with its number in front: doctest's own checks are not for
/// threads.
inline Failures InParallel(int count, const std::function<void(int)>& work) {
  Failures failures;
  std::mutex mutex;
  std::latch start(count);
  std::vector<std::jthread> threads;
  for (int worker = 0; worker < count; ++worker) {
    threads.emplace_back([&, worker] {
      start.arrive_and_wait();
      try {
        work(worker);
      } catch (const std::exception& failure) {
        const std::scoped_lock lock(mutex);
        failures.push_back("worker " + std::to_string(worker) + ": " + failure.what());
      }
    });
  }
  threads.clear();  // waits for them
  return failures;
}

/// The failures as one text, for a message.
inline std::string Lines(const Failures& failures) {
  std::string text = std::to_string(failures.size()) + " failed";
  for (const std::string& failure : failures) text += '\n' + failure;
  return text;
}

}  // namespace fake_ice::test

#include "cli/log.h"

#include <fcntl.h>
#include <poll.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <condition_variable>
#include <csignal>
#include <iterator>
#include <memory>
#include <mutex>
#include <string_view>
#include <thread>
#include <utility>

namespace fake_ice::cli {
namespace {

std::unique_ptr<spdlog::formatter> Format() {
  return std::make_unique<spdlog::pattern_formatter>("time=%Y-%m-%dT%H:%M:%S.%eZ level=%l %v",
                                                     spdlog::pattern_time_type::utc);
}

/// Writes all of `text`, as long as it takes; false when whoever read is gone. A pipe that says
/// that it can be written takes PIPE_BUF bytes at once.
bool WriteAll(int descriptor, std::string_view text) {
  while (!text.empty()) {
    pollfd ready{.fd = descriptor, .events = POLLOUT, .revents = 0};
    if (poll(&ready, 1, -1) < 0 && errno != EINTR) return false;
    const auto written =
        write(descriptor, text.data(), std::min<std::size_t>(text.size(), PIPE_BUF));
    if (written > 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR && errno != EAGAIN) {
      return false;
    }
  }
  return true;
}

/// What those who log and the one who writes share. Needs no memory but what it has from the
/// beginning. Thread-safe.
class Waiting {
 public:
  explicit Waiting(int descriptor) : descriptor_(descriptor) { bytes_.reserve(kCapacity); }

  void Add(std::string_view line) {
    const std::scoped_lock lock(mutex_);
    if (bytes_.size() + line.size() > kMaxWaitingLogBytes) {
      ++dropped_;
      return;
    }
    const std::size_t before = bytes_.size();
    bytes_.append(line);
    // One wake for a batch, not one for a line: it costs more than all else that a line does.
    if (before == 0 || (before < kFullBatch && bytes_.size() >= kFullBatch)) lines_.notify_one();
  }

  /// Writes for as long as the program runs. Another thread must do it: it may never come back.
  void Write() {
    std::string batch;
    batch.reserve(kCapacity);
    for (;;) {
      TakeInto(batch);
      // What cannot be written is gone: nobody is there to be told.
      WriteAll(descriptor_, batch);
    }
  }

  void WaitUntilWritten() {
    std::unique_lock lock(mutex_);
    ++flushing_;
    lines_.notify_one();
    written_.wait_for(lock, kLogGrace, [this] { return IsWritten(); });
    --flushing_;
  }

 private:
  /// A line is written so much later at the most, that others may come with it.
  static constexpr std::chrono::milliseconds kGathering{5};
  static constexpr std::size_t kFullBatch = 32 * 1024;
  static constexpr std::size_t kMaxDroppedLine = 256;
  static constexpr std::size_t kCapacity = kMaxWaitingLogBytes + kMaxDroppedLine;

  [[nodiscard]] bool IsWritten() const { return idle_ && bytes_.empty() && dropped_ == 0; }

  void TakeInto(std::string& batch) {
    std::unique_lock lock(mutex_);
    idle_ = true;
    written_.notify_all();
    lines_.wait(lock, [this] { return !bytes_.empty() || dropped_ > 0; });
    lines_.wait_for(lock, kGathering,
                    [this] { return bytes_.size() >= kFullBatch || flushing_ > 0; });
    idle_ = false;
    batch.clear();
    batch.swap(bytes_);
    if (dropped_ > 0) AppendDroppedLine(std::exchange(dropped_, 0), batch);
  }

  void AppendDroppedLine(std::size_t count, std::string& batch) {
    spdlog::memory_buf_t words;
    fmt::format_to(std::back_inserter(words),
                   "log dropped={} explain=\"nobody read the log in time\"", count);
    spdlog::memory_buf_t line;
    format_->format({"fake-ice", spdlog::level::warn, {words.data(), words.size()}}, line);
    batch.append(line.data(), line.size());
  }

  const int descriptor_;
  const std::unique_ptr<spdlog::formatter> format_ = Format();  // the writer's alone
  std::mutex mutex_;
  std::condition_variable lines_;    // there are some, or somebody waits for them to be written
  std::condition_variable written_;  // all that there were
  std::string bytes_;
  std::size_t dropped_ = 0;
  int flushing_ = 0;
  bool idle_ = false;
};

class Sink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit Sink(std::shared_ptr<Waiting> waiting)
      : base_sink(Format()), waiting_(std::move(waiting)) {}

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    waiting_->Add({line.data(), line.size()});
  }
  void flush_() override { waiting_->WaitUntilWritten(); }

 private:
  const std::shared_ptr<Waiting> waiting_;
};

/// Signals are for the other threads: this one may be held up for ever.
void StartWriter(const std::shared_ptr<Waiting>& waiting) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  std::thread([waiting] { waiting->Write(); }).detach();
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace

Log::Log(const std::string& level, int descriptor) {
  const auto waiting = std::make_shared<Waiting>(descriptor);
  StartWriter(waiting);
  auto logger = std::make_shared<spdlog::logger>("fake-ice", std::make_shared<Sink>(waiting));
  logger->set_level(spdlog::level::from_str(level));
  spdlog::set_default_logger(std::move(logger));
}

Log::~Log() {
  Flush();
}

void Log::Flush() {
  spdlog::default_logger()->flush();
}

}  // namespace fake_ice::cli

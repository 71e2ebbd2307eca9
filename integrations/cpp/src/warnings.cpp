#include "warnings.h"

#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <deque>
#include <memory>
#include <mutex>

namespace fake_ice::kit {
namespace {

constexpr std::size_t kKept = 100;
constexpr std::size_t kTold = 5;  // tests beside this one may cause many

/// The words for people in a line such as `tls client=127.0.0.1 explain="port 1 is ..."`; the line
/// itself when there are none.
std::string Explained(const std::string& line) {
  constexpr std::string_view kBegin = "explain=\"";
  const auto begin = line.find(kBegin);
  if (begin == std::string::npos) return line;
  std::string words;
  for (std::size_t i = begin + kBegin.size(); i < line.size() && line[i] != '"'; ++i) {
    if (line[i] == '\\' && i + 1 < line.size()) ++i;
    words += line[i];
  }
  return words;
}

class Memory final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  std::size_t Count() {
    const std::scoped_lock lock(mutex_);
    return count_;
  }

  std::vector<std::string> After(std::size_t count) {
    const std::scoped_lock lock(mutex_);
    const std::size_t fresh = std::min(count_ - count, lines_.size());
    std::vector<std::string> different;
    for (auto line = lines_.end() - static_cast<std::ptrdiff_t>(fresh); line != lines_.end();
         ++line) {
      std::string words = Explained(*line);
      if (std::ranges::count(different, words) == 0) different.push_back(std::move(words));
    }
    if (different.size() > kTold) different.erase(different.begin(), different.end() - kTold);
    return different;
  }

 private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    ++count_;
    lines_.emplace_back(message.payload.begin(), message.payload.end());
    if (lines_.size() > kKept) lines_.pop_front();
  }
  void flush_() override {}

  std::size_t count_ = 0;
  std::deque<std::string> lines_;
};

const std::shared_ptr<Memory>& TheMemory() {
  static const auto memory = std::make_shared<Memory>();
  return memory;
}

}  // namespace

void KeepWarnings() {
  static std::once_flag once;
  std::call_once(once, [] {
    auto logger = std::make_shared<spdlog::logger>("fake-ice", TheMemory());
    logger->set_level(spdlog::level::warn);
    spdlog::set_default_logger(std::move(logger));
  });
}

std::size_t CountWarnings() {
  return TheMemory()->Count();
}

std::vector<std::string> WarningsAfter(std::size_t count) {
  return TheMemory()->After(count);
}

}  // namespace fake_ice::kit

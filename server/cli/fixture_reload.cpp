#include "cli/fixture_reload.h"

#include <spdlog/spdlog.h>
#include <sys/stat.h>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <system_error>
#include <utility>

#include "fixtures/difference.h"
#include "fixtures/loader.h"
#include "gateway/authorization.h"

namespace fake_ice::cli {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

/// How often files are looked at. They are read once two looks have seen the same, so that an
/// editor can write to its end, and within 100 ms of its last word.
constexpr milliseconds kLook{20};
/// How often what is wrong is read again, and how much of the time that may take.
constexpr milliseconds kReadAgain{500};
constexpr int kPartOfTime = 10;

/// What tells one state of a file from another.
void AddState(const fs::path& path, std::string& seen) {
  struct stat state {};
  seen += path.native();
  if (stat(path.c_str(), &state) != 0) {
    seen += " none\n";
    return;
  }
  for (const auto number : {static_cast<long>(state.st_dev), static_cast<long>(state.st_ino),
                            static_cast<long>(state.st_size), state.st_mtim.tv_sec,
                            state.st_mtim.tv_nsec, state.st_ctim.tv_sec, state.st_ctim.tv_nsec}) {
    seen += ' ' + std::to_string(number);
  }
  seen += '\n';
}

template <typename Records>
void AddOutputFiles(const Records& records, std::set<std::string>& names) {
  for (const auto& record : records) {
    for (const auto* outputs : {&record.images, &record.videos, &record.audios}) {
      for (const store::Output& output : *outputs) {
        if (output.file) names.insert(output.file->name);
      }
    }
  }
}

std::string Describe(const fixtures::Problems& problems) {
  std::string line = fixtures::ToLine(problems.front());
  if (problems.size() > 1) line += " (and " + std::to_string(problems.size() - 1) + " more)";
  return line;
}

}  // namespace

FixtureReload::FixtureReload(Emulator& emulator, Fixtures fixtures)
    : emulator_(emulator), fixtures_(std::move(fixtures)), thread_([this] { Run(); }) {}

FixtureReload::~FixtureReload() {
  {
    const std::scoped_lock lock(mutex_);
    stops_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void FixtureReload::Ask() {
  {
    const std::scoped_lock lock(mutex_);
    is_asked_ = true;
  }
  changed_.notify_all();
}

void FixtureReload::Run() {
  std::unique_lock lock(mutex_);
  milliseconds pause = kLook;
  while (true) {
    const auto wakes = [this] { return is_asked_ || stops_; };
    if (fixtures_.watch) {
      changed_.wait_for(lock, pause, wakes);
    } else {
      changed_.wait(lock, wakes);
    }
    if (stops_) return;
    const bool is_asked = std::exchange(is_asked_, false);
    lock.unlock();
    const auto start = Clock::now();
    const bool is_due = fixtures_.watch && IsDue();
    // Many files take long to look at, which is not to take up a core.
    pause = std::max(kLook, kPartOfTime * std::chrono::ceil<milliseconds>(Clock::now() - start));
    if (is_asked || is_due) Read();
    lock.lock();
  }
}

bool FixtureReload::IsDue() {
  std::string now = Look();
  const bool is_settled = now == seen_;
  seen_ = std::move(now);
  return is_settled && (seen_ != read_ || (!mistake_.empty() && Clock::now() >= read_again_));
}

void FixtureReload::Read() {
  const auto start = Clock::now();
  read_ = seen_;
  try {
    ReadOrThrow();
  } catch (const std::exception& fault) {
    Refuse(fault.what());
  }
  read_again_ =
      Clock::now() + std::max<Clock::duration>(kReadAgain, kPartOfTime * (Clock::now() - start));
}

void FixtureReload::ReadOrThrow() {
  auto loaded = fixtures::LoadFixtures(fixtures_.paths, gateway::PolicyActions());
  if (!loaded) return Refuse(Describe(loaded.error()));
  auto revision = fixtures::Difference(fixtures_.accounts, loaded->accounts);
  const bool is_changed = !revision.IsEmpty();
  if (is_changed) {
    if (const auto revised = emulator_.Revise(std::move(revision)); !revised) {
      return Refuse(revised.error());
    }
    for (const fixtures::Problem& warning : loaded->warnings) {
      spdlog::warn("{}", fixtures::ToLine(warning));
    }
  }
  if (is_changed || !mistake_.empty()) spdlog::info("fixtures read anew");
  mistake_.clear();
  emulator_.TellMistakeInFixtures({});
  if (!fixtures_.watch) return;
  output_files_.clear();
  for (const store::AccountRecord& account : loaded->accounts) {
    AddOutputFiles(account.apps, output_files_);
    AddOutputFiles(account.jobs, output_files_);
  }
  fixtures_.accounts = std::move(loaded->accounts);
}

void FixtureReload::Refuse(const std::string& mistake) {
  if (mistake != mistake_) spdlog::error("fixtures stay as they were: {}", mistake);
  mistake_ = mistake;
  emulator_.TellMistakeInFixtures(mistake);
}

std::string FixtureReload::Look() const {
  std::string seen;
  std::set<fs::path> folders;
  for (const fs::path path : fixtures_.paths) {
    const auto files = fixtures::FilesOf(path);
    // What stands for none may do so by and by.
    for (const fs::path& file : files ? *files : std::vector{path}) {
      AddState(file, seen);
      folders.insert(file.parent_path());
    }
  }
  for (const fs::path& folder : folders) {
    for (const std::string& name : output_files_) AddState(folder / name, seen);
  }
  return seen;
}

}  // namespace fake_ice::cli

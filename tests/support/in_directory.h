#pragma once

#include <filesystem>

namespace fake_ice::test {

/// Makes a directory the current one for the length of a scope.
class InDirectory {
 public:
  explicit InDirectory(const std::filesystem::path& path)
      : before_(std::filesystem::current_path()) {
    std::filesystem::current_path(path);
  }
  ~InDirectory() { std::filesystem::current_path(before_); }
  InDirectory(const InDirectory&) = delete;
  InDirectory& operator=(const InDirectory&) = delete;

 private:
  std::filesystem::path before_;
};

}  // namespace fake_ice::test
